/**
 * @file docs/results/gradients.md has a row for everything that has a derivative, and a column for
 * every check.
 */
import { readFileSync } from "node:fs";
import { checks, type Check } from "@heed/autograd";
import { operators, type AnyOperator } from "@heed/tensor";
import { mutationKinds } from "@heed/testing";
import { describe, expect, test } from "vitest";
import { kinds, type Kind } from "../../../packages/cli/src/gradcheck/subject.js";
import { subjectsNamed } from "../../../packages/cli/src/gradcheck/subjects.js";

const text = readFileSync(new URL("../../../docs/results/gradients.md", import.meta.url), "utf8");

/** The lines of a section. */
function section(title: string): string[] {
  const [, body = ""] = text.split(new RegExp(`^## ${title}$`, "im"));
  return body.split(/^## /m)[0].split("\n");
}

/** What the cells of a row are, the row that begins with this. */
function cells(lines: readonly string[], first: string): string[] | undefined {
  const row = lines.find((line) => line.startsWith(`| ${first} `));
  return row
    ?.split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

const columns = ([1, 2] as const).flatMap((order) =>
  Object.entries<Check>(checks)
    .filter(([, { orders }]) => orders.includes(order))
    .map(([name]) => (order === 1 ? name : `${name}²`)),
);

describe("the document of gradients", () => {
  test.for(Object.keys(kinds) as Kind[])("covers the kind %s with every check", (kind) => {
    const lines = section(kind);
    expect(cells(lines, "name")).toEqual(["name", "cases", "kinks", ...columns]);
    for (const { name } of subjectsNamed(kind)) {
      const row = cells(lines, `\`${name}\``);
      expect({ name, length: row?.length }).toEqual({ name, length: columns.length + 3 });
      expect(row).not.toContain("**fails**");
    }
  });

  test("names every operator, those without a derivative, too", () => {
    const lines = section("operator");
    for (const { name } of Object.values<AnyOperator>(operators)) {
      expect({ name, row: cells(lines, `\`${name}\``) }).not.toEqual({ name, row: undefined });
    }
  });

  test("says what each check is", () => {
    for (const [name, { about }] of Object.entries<Check>(checks))
      expect([name, text]).toEqual([name, expect.stringContaining(about)]);
  });

  test("has a score of 100 % for every kind of mutation, and no survivors", () => {
    const lines = section("Mutants");
    for (const kind of Object.keys(mutationKinds)) {
      const [, , mutants, killed] = cells(lines, kind) ?? [];
      expect({ kind, some: Number(mutants) > 0, killed }).toEqual({
        kind,
        some: true,
        killed: "100 %",
      });
    }
    expect(text).not.toMatch(/^(Survivors|False alarms):/m);
  });
});

/**
 * @file The examples that people read are run: those in docstrings (`@example`) and in the README.
 * A line `expression; // value` states what the expression is.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as autograd from "@heed/autograd";
import * as tensor from "@heed/tensor";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const names: Readonly<Record<string, unknown>> = { ...tensor, ...autograd, expect };

interface Example {
  readonly file: string;
  readonly code: string;
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

/** The code behind each `@example`, up to the end of its comment. */
function examplesIn(file: string): Example[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/^( *) \* @example\n((?:\1 \*(?!\/).*\n)+)/gm)].map(([, , lines]) => ({
    file,
    code: lines.replace(/^ *\* ?/gm, ""),
  }));
}

function examplesInReadme(): Example[] {
  const text = readFileSync(join(root, "README.md"), "utf8");
  return [...text.matchAll(/```ts\n(import[^]*?)```/g)].map(([, code]) => ({
    file: "README.md",
    code,
  }));
}

/** Runs an example with everything the packages export in scope. */
function run(code: string): void {
  const body = code
    .replace(/^import .*$/gm, "")
    .replace(/^(?!const )(\S.*); \/\/ (.+)$/gm, "expect($1).toEqual($2);");
  const { outputText } = ts.transpileModule(body, {
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code is this repository's own
  const example = new Function(...Object.keys(names), outputText) as (...values: unknown[]) => void;
  example(...Object.values(names));
}

const examples = [
  ...["packages/tensor/src", "packages/autograd/src"].flatMap(sourcesBelow).flatMap(examplesIn),
  ...examplesInReadme(),
];

describe("an example", () => {
  test.each(examples)("in $file does what it says", ({ code }) => {
    expect(code).toMatch(/; \/\/ /);
    run(code);
  });

  test("is found in the docstrings and in the README", () => {
    expect(new Set(examples.map(({ file }) => file)).size).toBeGreaterThanOrEqual(3);
  });
});

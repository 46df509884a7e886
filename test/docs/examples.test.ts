/**
 * @file The examples that people read are run: those in docstrings (`@example`) and in the README.
 * A line `expression; // value` states what the expression is.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as autograd from "@heed/autograd";
import * as tensor from "@heed/tensor";
import { createGpu } from "@heed/tensor/gpu";
import { provideWebGpu } from "@heed/tensor/gpu/node";
import * as testing from "@heed/testing";
import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { notRun } from "../support/browser.js";
import { devices } from "../support/devices.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const gpu = { createGpu, provideWebGpu };
const names: Readonly<Record<string, unknown>> = {
  ...tensor,
  ...autograd,
  ...testing,
  ...gpu,
  fc,
  expect,
};

/** A function that may wait, which JavaScript names nowhere. */
const AsyncFunction = run.constructor as FunctionConstructor;

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
async function run(code: string): Promise<void> {
  const body = code
    .replace(/^import .*$/gm, "")
    .replace(/^(?!const )(\S.*); \/\/ (.+)$/gm, "expect($1).toEqual($2);");
  const { outputText } = ts.transpileModule(body, {
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  });
  const example = new AsyncFunction(...Object.keys(names), outputText) as (
    ...values: unknown[]
  ) => Promise<void>;
  await example(...Object.values(names));
}

const examples = [
  ...["packages/tensor/src", "packages/autograd/src", "packages/testing/src"]
    .flatMap(sourcesBelow)
    .flatMap(examplesIn),
  ...examplesInReadme(),
];

/** What runs examples on a GPU, or why nothing does. */
const [{ backend: device, why }] = devices;
await device?.close();
const [onGpu, others] = [true, false].map((wanted) =>
  examples.filter(({ code }) => code.includes("provideWebGpu") === wanted),
);

describe("an example", () => {
  test.each(others)("in $file does what it says", async ({ code }) => {
    expect(code).toMatch(/; \/\/ /);
    await run(code);
  });

  test.skipIf(device === undefined).each(onGpu)(
    `for a GPU in $file does what it says${notRun(why)}`,
    async ({ code }) => {
      expect(code).toMatch(/; \/\/ /);
      await run(code);
    },
  );

  test("in the README of a wrong derivative is what that example prints", () => {
    const [own, examples] = ["README.md", "examples/README.md"].map((file) =>
      readFileSync(join(root, file), "utf8"),
    );
    const printed = /With the forgetful norm:\n\n([^]*?)\n\n/.exec(examples);
    expect(own).toContain(printed?.[1]);
  });

  test("is found in the docstrings and in the README", () => {
    expect(new Set(examples.map(({ file }) => file)).size).toBeGreaterThanOrEqual(3);
  });
});

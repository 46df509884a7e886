/**
 * @file What the build and the plugin for Vite do to modules: kernels show the text that they were
 * written in, and nothing else changes.
 */
import { keepKernelText } from "@heed/tensor/vite";
import { expect, test } from "vitest";
import { parseSync } from "vite";
import { keepKernelTexts } from "../../packages/tensor/src/kernelText.js";

const parse = (code: string): unknown => parseSync("module.js", code).program;

const kept = (code: string): string => keepKernelTexts(code, parse);

/** What a module's `shown` is. */
async function shownBy(code: string): Promise<unknown> {
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  const { shown } = (await import(/* @vite-ignore */ url)) as { shown: unknown };
  return shown;
}

const module = `// α, "quoted"
const cell = function (x) {
  return x * 2; // \`twice\`
};
export function row(x) {
  return this.cell(x) + 1;
}
function plain(x) {
  return x;
}
const methods = {
  say() { return "say"; },
  get got() { return "got"; },
};
export const shown = [cell, row, plain, methods.say].map(String).concat([cell(2), methods.got]);
`;

test("function expressions and declared functions that say `this` show their text, and still compute", async () => {
  expect(kept(module)).not.toBe(module);
  expect(await shownBy(kept(module))).toEqual(await shownBy(module));
});

test("the text stays what was written when a minifier rewrites the function", async () => {
  const written = "function (x) {\n  return x * 2; // `twice`\n}";
  const minified = kept(module).replace(written, "function(e){return e*2}");
  expect(await shownBy(minified)).toEqual(await shownBy(module));
});

test("methods, getters and plain declarations stay as they are, and no line moves", () => {
  const lines = kept(module).split("\n");
  expect(lines).toHaveLength(module.split("\n").length);
  const changed = module.split("\n").filter((line, i) => line !== lines[i]);
  expect(changed).toEqual(["const cell = function (x) {", "};", "}"]);
});

test("doing it twice changes nothing", () => {
  expect(kept(kept(module))).toBe(kept(module));
});

test("the plugin leaves modules alone in which there is nothing to keep", () => {
  const { transform } = keepKernelText();
  const transformed = (code: string) => transform.handler.call({ parse }, code);
  const own = 'defineKernel("own", function (x) { return x; });';
  expect(transform.filter.code.test(own)).toBe(true);
  expect(transform.filter.code.test(module)).toBe(false);
  expect(transformed(own)?.code).toBe(kept(own));
  expect(transformed(kept(own))).toBeNull();
});

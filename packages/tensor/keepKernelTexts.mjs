/**
 * @file Puts the text of every kernel beside it in what `tsc` wrote (see src/kernelText.ts), so that a
 * page's bundler may minify this package as it likes. Files that have it already stay as they are.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseSync } from "vite";
import { keepKernelTexts } from "./dist/kernelText.js";

const dist = new URL("dist/", import.meta.url);

for (const name of readdirSync(dist, { recursive: true })) {
  if (!name.endsWith(".js")) continue;
  const file = new URL(name, dist);
  const code = readFileSync(file, "utf8");
  const kept = keepKernelTexts(code, () => parseSync(name, code).program);
  if (kept !== code) writeFileSync(file, kept);
}

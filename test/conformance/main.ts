/**
 * @file `npm run conformance`: how far every operator is from the float64 reference, in every mode
 * that runs here, as docs/results/conformance.md. `-- --only simd` measures the modes of such a
 * name alone, and prints.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { format, resolveConfig } from "prettier";
import { launchChromium, noBrowser, serveSources, type PageServer } from "../support/browser.js";
import { inChromium, inNode, type Column } from "./columns.js";
import { heading, write } from "./document.js";
import { measure, type Measured } from "./measured.js";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    cases: { type: "string", default: "6" },
    seed: { type: "string", default: "1" },
    arguments: { type: "string", default: String(2 ** 18) },
    only: { type: "string", default: "" },
    every: { type: "string", default: "251" },
    output: { type: "string" },
  },
});

const wanted = {
  cases: wholeNumber("cases"),
  seed: wholeNumber("seed"),
  arguments: wholeNumber("arguments"),
  every: wholeNumber("every"),
};

function wholeNumber(option: "cases" | "seed" | "arguments" | "every"): number {
  const number = Number(values[option]);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${option} must be a whole number from 1 up; got ${values[option]}`);
}

const document = fileURLToPath(new URL("../../docs/results/conformance.md", import.meta.url));
const output = values.output ?? (values.only === "" ? document : undefined);

if (output !== undefined && existsSync(output)) {
  if (!readFileSync(output, "utf8").startsWith(heading)) {
    throw new Error(`${output} exists, and is no table of this command`);
  }
}

let connection: Promise<{ browser: Browser; server: PageServer }> | undefined;

async function connect(): Promise<{ browser: Browser; server: PageServer }> {
  if (noBrowser !== "") throw new Error(noBrowser);
  return { server: await serveSources(), browser: await launchChromium() };
}

/** One column after the other. */
async function measureAll(columns: readonly Column[]): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const column of columns) {
    if (!column.name.includes(values.only)) continue;
    measured.push(await measure(column, wanted));
  }
  return measured;
}

/** What takes part, in words. */
async function versions(): Promise<string[]> {
  const manifest = new URL("../../packages/tensor/package.json", import.meta.url);
  const { dependencies } = JSON.parse(readFileSync(manifest, "utf8")) as {
    dependencies: Record<string, string>;
  };
  const list = [`Node ${process.versions.node}`, `gpu.js ${dependencies["gpu.js"]}`];
  const { browser } = (await connection?.catch(() => undefined)) ?? {};
  if (browser !== undefined) list.push(`Chromium ${browser.version()}`);
  return [...list, `on ${cpus()[0].model}`];
}

try {
  // Node and Chromium work side by side.
  const measured = await Promise.all([
    measureAll(inNode),
    measureAll(inChromium(() => (connection ??= connect()))),
  ]);
  const text = write(measured.flat(), wanted, await versions());
  const style = await resolveConfig(output ?? document);
  const formatted = await format(text, { ...style, parser: "markdown" });
  if (output === undefined) console.log(formatted);
  else writeFileSync(output, formatted);
} finally {
  const open = await connection?.catch(() => undefined);
  await open?.browser.close();
  await open?.server.close();
}

/** @file What was measured, as Markdown. */
import { conformanceRows } from "../support/conformance.js";
import type { FunctionError, Worst } from "./functionError.js";
import { elementary } from "./functions.js";
import type { Measured, Wanted } from "./measured.js";
import { cancellation, type RowError } from "./rowError.js";

/** What a file begins with that may be overwritten. */
export const heading = "# Conformance: every operator in every mode";

/** The whole document. `versions` says what took part, in words. */
export function write(
  measured: readonly Measured[],
  wanted: Wanted,
  versions: readonly string[],
): string {
  const ran = measured.filter(({ why }) => why === "");
  const notes: string[] = [];
  const parts = [
    heading,
    head(wanted, versions),
    "## What computed",
    table(
      ["mode", "computed by"],
      measured.map(({ name, by, why }) => [name, why === "" ? by : `**not run**: ${why}`]),
      "---",
    ),
    "## Operators",
    operatorsHead(wanted),
    operatorTable(ran, notes),
    "## Elementary functions",
    functionsHead(wanted),
    "In units in the last place of the true result:",
    functionTable(ran, ({ functions }) => functions, "relative", notes),
    "In units in the last place of the true result or of 1, whichever is larger:",
    functionTable(ran, ({ functions }) => functions, "absolute", notes),
  ];
  const swept = ran.filter(({ every }) => every.length > 0);
  if (swept.length > 0) {
    parts.push(
      "## All of float32",
      sweepHead(wanted),
      functionTable(swept, ({ every }) => every, "relative", notes),
    );
  }
  if (notes.length > 0) parts.push("## Failures", notes.join("\n"));
  return `${parts.join("\n\n")}\n`;
}

function head(
  { cases, seed, arguments: count, every }: Wanted,
  versions: readonly string[],
): string {
  const options = [
    `--cases ${cases}`,
    `--seed ${seed}`,
    `--arguments ${count}`,
    `--every ${every}`,
  ];
  return `Made by \`npm run conformance -- ${options.join(" ")}\`, which writes this file anew: it is not
edited. With ${versions.join(", ")}. What says Chromium, webgl and webgl2 ran in a Worker of a page of it.`;
}

function operatorsHead({ cases, seed }: Wanted): string {
  return `Each row is one operator, its results or the gradients by its float operands; each cell is the
largest error over ${cases} random cases, the same in every column (fast-check, seed ${seed}): shapes, values and
attributes from the operator's own sample, operands as views of any layout. Errors are taken from the
reference backend in float64, element by element, and told twice:

- in **units in the last place** of float32 (ulp) of the largest |y| in the same result tensor. Correct
  rounding is 0.5. Where so much cancels that one rounding of the operands, and of what is computed on
  the way, moves a result by r > ${cancellation} |y|, it is the unit of r / ${cancellation} instead: digits that float32 never had cannot
  be lost. r is measured, as test/support/tolerance.ts tells.
- as a **part of the bound** that the tests hold the mode to, c · ε · √K · scale of
  test/support/tolerance.ts: for hosts, that every operation is correctly rounded; for devices, what the
  WGSL specification promises. At 100 % the suite fails.

\`exact\` is no error at all.`;
}

function functionsHead({ arguments: count }: Wanted): string {
  return `${count.toLocaleString("en")} arguments of each function, evenly among the float32 numbers of the
domain: as many between 2⁻²⁰ and 2⁻¹⁹ as between 1 and 2. True results are those of \`Math\` in float64. Behind
each error, the argument that has it. WGSL promises devices 3 + 2|x| ulp for exp; for log 3 ulp, but 2⁻²¹
absolute (4 ulp of 1) between 0.5 and 2; 10⁻⁵ absolute (84 ulp of 1) for tanh; 2.5 ulp for division; and
says of pow only that it may be exp2(y log2 x). So no device need know log near 1, nor tanh and softplus where
they are small, to any part of themselves; the second table tells what it then costs.`;
}

function sweepHead({ every }: Wanted): string {
  const which =
    every === 1
      ? "All 4,294,967,296 numbers"
      : `One in ${every} of the 4,294,967,296 numbers (all of them with \`--every 1\`)`;
  return `${which}, of both signs, with subnormal ones, infinities and NaN, through
the kernels of the SIMD backend; in units in the last place of the true result, which are 2⁻¹⁴⁹ below 2⁻¹²⁶:`;
}

function operatorTable(ran: readonly Measured[], notes: string[]): string {
  const names = [...new Set(conformanceRows.map(({ name }) => name))];
  const rows = names.flatMap((name) =>
    conformanceRows.flatMap((row, i) => {
      if (row.name !== name) return [];
      const cells = ran.map((column) => {
        const error = column.rows[i];
        const of = `\`${name}\`, ${row.side}, ${column.name}`;
        return typeof error === "string" ? noted(error, of, notes) : rowCell(error);
      });
      return [[row.side === "results" ? `\`${name}\`` : "gradients", ...cells]];
    }),
  );
  return table(["operator", ...ran.map(({ name }) => name)], rows);
}

function functionTable(
  columns: readonly Measured[],
  errorsOf: (column: Measured) => Measured["functions"],
  kind: keyof FunctionError,
  notes: string[],
): string {
  const [{ length }] = columns.map(errorsOf);
  // A sweep over every float32 leaves out functions of two numbers, and their domain.
  const all = length < elementary.length;
  const swept = all ? elementary.filter((f) => f.arguments.length === 1) : elementary;
  const rows = swept.map(({ name, domain }, i) => [
    all ? name : `${name}, ${domain}`,
    ...columns.map((column) => {
      const error = errorsOf(column)[i];
      return typeof error === "string"
        ? noted(error, `${name}, ${column.name}`, notes)
        : worstCell(error[kind]);
    }),
  ]);
  return table(["function", ...columns.map(({ name }) => name)], rows);
}

function rowCell({ ulps, part }: RowError): string {
  return ulps === 0 ? "exact" : `${size(ulps)} · ${Math.ceil(100 * part)} %`;
}

function worstCell({ ulps, at }: Worst): string {
  if (ulps === 0) return "exact";
  return `${size(ulps)} at ${at.map(place).join(", ")}`;
}

function place(x: number): string {
  const short = x.toPrecision(4);
  return Math.abs(x) < 1e-3 || short.includes("e") ? x.toExponential(3) : String(Number(short));
}

function noted(message: string, of: string, notes: string[]): string {
  notes.push(`- ${of}: ${message}`);
  return "**fails**";
}

function size(ulps: number): string {
  if (ulps < 9.995) return ulps.toFixed(2);
  if (ulps < 99.95) return ulps.toFixed(1);
  return ulps < 1e6 ? Math.round(ulps).toLocaleString("en") : ulps.toExponential(1);
}

/** Columns after the first hold numbers, unless `rule` says otherwise. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rule: string = "---:",
): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const [, ...others] = head;
  return [head, ["---", ...others.map(() => rule)], ...rows].map(line).join("\n");
}

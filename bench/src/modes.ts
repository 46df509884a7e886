/**
 * @file `npm run bench:modes -- [--only gpu-webgl2,gpu-webasm] [--workload small] [--steps 3]`: a
 * training step on every backend and in every mode of gpu.js that runs here: milliseconds, launches,
 * kernels compiled, bytes up and down; as tables in Markdown. How it is going is told on stderr.
 */
import { parseArgs } from "node:util";
import type { StepFigures } from "./places/jobs.js";
import type { Question, ValueOf } from "./places/place.js";
import { seats, type Seat } from "./places/places.js";

/** Steps of each workload, the first included. On software rendering one may take a minute. */
const workloads = {
  small: { title: "A small model's step", steps: 11 },
  reference: { title: "The reference step", steps: 3 },
} as const;

/** Updates on batches of many shapes. */
const mixedUpdates = 30;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    workload: { type: "string", default: "small,reference,mixed" },
    steps: { type: "string" },
  },
});
const asked = values.workload.split(",");
const only = values.only?.split(",");
const chosen = seats.filter(({ backend }) => only?.includes(backend) ?? true);

/** What is left to say below the tables: drivers, and why something did not run. */
const notes = new Map<string, string>();

for (const workload of ["small", "reference"] as const) {
  if (!asked.includes(workload)) continue;
  const { title } = workloads[workload];
  const steps = Number(values.steps ?? workloads[workload].steps);
  const rows: [Seat, StepFigures][] = [];
  for (const seat of chosen) {
    const figures = await ask(seat, "steps", { workload, steps });
    if (figures !== undefined) rows.push([seat, figures]);
  }
  if (rows.length === 0) continue;
  const [[, { parameters }]] = rows;
  const count = parameters.toLocaleString("en");
  console.log(
    `\n${title}: ${count} parameters; step 1; median and least of the ${steps - 1} after it\n`,
  );
  const columns = ["backend", "in", "first ms", "then ms", "least", "launches", "compiled", "hits"];
  columns.push("uploads", "bytes up", "reads", "bytes down", "last loss", "off the reference's");
  const expected = rows.find(([{ backend }]) => backend === "reference")?.[1].losses.at(-1);
  printTable(
    columns,
    rows.map((row) => stepRow(...row, expected)),
  );
}

if (asked.includes("mixed")) {
  console.log(
    `\n${mixedUpdates} updates on lists of 5 to 25 numbers, lengths of batches rounded up\n`,
  );
  const rows: string[][] = [];
  for (const seat of chosen) {
    const cells = [seat.backend, seat.place];
    for (const padToMultipleOf of [1, 8]) {
      const options = { padToMultipleOf, updates: mixedUpdates };
      const figures = await ask(seat, "shapes", options);
      const { kernels, milliseconds = Number.NaN } = figures ?? {};
      cells.push(kernels?.compiled.toString() ?? "", milliseconds.toFixed(0));
    }
    if (!cells.includes("NaN")) rows.push(cells);
  }
  const columns = ["backend", "in", "compiled, not rounded", "ms", "compiled, to 8", "ms"];
  printTable(columns, rows);
}

console.log();
for (const [seat, note] of notes) console.log(`- ${seat}: ${note}`);

/** Nothing where it cannot run; then the notes say why. */
async function ask<Job extends "steps" | "shapes">(
  seat: Seat,
  job: Job,
  options: Question<Job>["options"],
): Promise<ValueOf<Job> | undefined> {
  const { backend } = seat;
  const name = `${backend} in ${seat.place}`;
  try {
    const place = await seat.open();
    try {
      const question: Question<Job> = { backend, job, options };
      const value = await place.ask(question, (told) => {
        console.error(`${name}, ${JSON.stringify(options)}: ${String(told)}`);
      });
      if ("renderer" in value && value.renderer !== "") notes.set(name, value.renderer);
      return value;
    } finally {
      await place.close();
    }
  } catch (error) {
    notes.set(name, `did not run: ${(error as Error).message.split("\n")[0]}`);
    return undefined;
  }
}

function stepRow(seat: Seat, figures: StepFigures, expected: number | undefined): string[] {
  const { times, losses, traffic, kernels } = figures;
  const [first, ...later] = times;
  const last = losses[losses.length - 1];
  const { launches, hits, uploads, bytesUp, reads, bytesDown } = traffic ?? {};
  const counts = [launches, kernels?.compiled, hits, uploads, bytesUp, reads, bytesDown];
  return [
    seat.backend,
    seat.place,
    first.toFixed(0),
    median(later).toFixed(1),
    Math.min(...later).toFixed(1),
    ...counts.map((count) => count?.toLocaleString("en") ?? ""),
    last.toFixed(6),
    expected === undefined ? "" : Math.abs(last - expected).toExponential(1),
  ];
}

/** Numbers to the right. */
function printTable(columns: readonly string[], rows: readonly string[][]): void {
  const rules = columns.map((_, i) => (i < 2 ? "---" : "---:"));
  for (const cells of [columns, rules, ...rows]) console.log(`| ${cells.join(" | ")} |`);
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1];
}

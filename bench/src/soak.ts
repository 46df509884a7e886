/**
 * @file `npm run bench:soak -- [--backend simd] [--chromium] [--updates 1000] [--tiny]`: whether
 * memory stays flat. Trains a small model to reverse lists, decodes a few of them now and then, and
 * prints what is alive: storages and their bytes on the backend, compiled kernels, and the resident
 * memory of the processes behind it.
 */
import { parseArgs } from "node:util";
import type { SoakRow } from "./places/jobs.js";
import { seats } from "./places/places.js";

const { values } = parseArgs({
  options: {
    backend: { type: "string", default: "simd" },
    chromium: { type: "boolean", default: false },
    updates: { type: "string", default: "1000" },
    tiny: { type: "boolean", default: false },
  },
});
const { backend, tiny } = values;
const updates = Number(values.updates);
const wanted = values.chromium ? "Chromium" : "Node";

/** How much more memory may be resident at the end than at a tenth of the updates. */
const mayGrow = 0.1;

interface Row extends Omit<SoakRow, "resident"> {
  /** Bytes, of each process. */
  readonly memory: Readonly<Record<string, number>>;
}

const seat = seats.find((seat) => seat.backend === backend && seat.place === wanted);
if (seat === undefined) {
  const choices = seats.map(({ backend, place }) => `${backend} (${place})`).join(", ");
  console.error(`soak: the backend must be one of ${choices}; got ${backend} (${wanted})`);
  process.exit(2);
}

const place = await seat.open();
const rows: Row[] = [];
const start = performance.now();
try {
  const question = { backend, job: "soak", options: { updates, tiny } } as const;
  const { storages } = await place.ask(question, (told) => {
    const { resident, ...alive } = told as SoakRow;
    const own = resident === undefined ? {} : { node: resident };
    const row = { ...alive, memory: { ...own, ...place.memory() } };
    if (rows.length === 0) printHeading(row);
    rows.push(row);
    printRow(row);
  });
  const seconds = (performance.now() - start) / 1000;
  console.log(`freed: ${storages} storages live; ${seconds.toFixed(1)} s`);
  console.log(verdict(rows));
} catch (error) {
  console.error(`soak: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await place.close();
}

function printHeading({ memory }: Row): void {
  console.log(`${backend} in ${wanted}, ${tiny ? "a tiny model" : "a small model"}`);
  const processes = Object.keys(memory).map((name) => `${name} MB`);
  console.log(["updates", "storages", " live MB", "kernels", ...processes, " loss"].join("  "));
}

function printRow({ updates, storages, bytes, kernels, memory, loss }: Row): void {
  const processes = Object.entries(memory).map(([name, size]) =>
    mega(size).padStart(name.length + 3),
  );
  const figures = [updates, storages].map(String).map((cell, i) => cell.padStart([7, 8][i]));
  const row = [...figures, mega(bytes, 3).padStart(8), String(kernels).padStart(7)];
  console.log([...row, ...processes, loss.toFixed(3).padStart(5)].join("  "));
}

/** Compares the end with a tenth of the way, when all that is made once is there. */
function verdict(rows: readonly Row[]): string {
  const early = rows.find((row) => row.updates >= updates / 10) ?? rows[0];
  const late = rows[rows.length - 1];
  const grown = Object.entries(late.memory).map(([name, size]) => {
    return { name, by: size / early.memory[name] - 1 };
  });
  const isFlat = late.storages === early.storages && grown.every(({ by }) => by <= mayGrow);
  const changes = [
    `storages ${early.storages} → ${late.storages}`,
    `kernels ${early.kernels} → ${late.kernels}`,
    ...grown.map(
      ({ name, by }) => `${name} ${by < 0 ? "−" : "+"}${Math.abs(100 * by).toFixed(1)} %`,
    ),
  ];
  const span = `from update ${early.updates} to ${late.updates}: ${changes.join(", ")}`;
  const rule = `storages the same, resident memory at most ${100 * mayGrow} % more`;
  return `${isFlat ? "flat" : "NOT FLAT"}: ${span} (rule: ${rule})`;
}

function mega(bytes: number, digits = 1): string {
  return (bytes / 2 ** 20).toFixed(digits);
}

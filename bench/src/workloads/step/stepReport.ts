/**
 * @file What a benchmark of steps has found, in tables, sentences and a chart.
 */
import type { Chart, Series, Table } from "../../report/report.js";
import type { RowMeasure } from "../../report/row.js";
import { fastest, type StepRatios } from "./stepRatios.js";

/** The memory that a contender took for a step, weights and all. */
export interface StepMemory {
  readonly work: string;
  readonly name: string;
  /** Of its process at most, less what it had before the model was made. */
  readonly stepBytes: number;
}

/** One size of the workload and all who did it. */
export interface StepFindings {
  readonly hidden: number;
  readonly work: string;
  readonly rows: readonly RowMeasure[];
  readonly memory: readonly StepMemory[];
  readonly ratios: StepRatios;
}

/** A row a contender, a column a size; no table where nobody has told. */
export function memoryTable(findings: readonly StepFindings[]): Table[] {
  const names = [...new Set(findings.flatMap(({ memory }) => memory.map(({ name }) => name)))];
  if (names.length === 0) return [];
  const table: Table = {
    title: "Memory that a step takes, MB (peak, less what was resident before the model was made)",
    columns: [
      { title: "contender", align: "left" },
      ...findings.map(({ hidden }) => ({ title: `hidden ${hidden}`, align: "right" }) as const),
    ],
    rows: names.map((name) => [
      name,
      ...findings.map(({ memory }) => {
        const found = memory.find((entry) => entry.name === name);
        return found === undefined ? "–" : (found.stepBytes / 1e6).toFixed(0);
      }),
    ]),
  };
  return [table];
}

/** "hidden 256: 2.10 × as fast as PyTorch (torch, 2 threads); …" where anybody was compared. */
export function ratioNotes(findings: readonly StepFindings[], ours: readonly string[]): string[] {
  return findings.flatMap(({ hidden, rows, ratios }) => {
    const torch = fastest(rows.filter(({ backend }) => backend === "torch"));
    const own = fastest(rows.filter(({ backend }) => ours.includes(backend)));
    const told = [
      say(ratios.torch, `PyTorch at its best (${torch?.name ?? ""})`),
      say(ratios.torchSingle, "PyTorch, one thread beside one thread"),
      say(ratios.tfjsWasm, "tfjs wasm"),
      say(ratios.tfjsCpu, "tfjs cpu"),
    ].filter((text) => text !== "");
    if (told.length === 0 || own === undefined) return [];
    return [`hidden ${hidden}: ${own.name} is ${told.join(", ")}.`];
  });
}

/** Whose single step took longer than all the time that it was given. */
export function singleSampleNote(rows: readonly RowMeasure[]): string[] {
  const slow = rows.filter(({ samples }) => samples === 1);
  if (slow.length === 0) return [];
  const named = slow.map(({ name, work }) => `${name} (${work})`).join(", ");
  return [`Timed once, as a step takes longer than the time given: ${named}.`];
}

function say(ratio: number | null, peer: string): string {
  return ratio === null ? "" : `${ratio.toPrecision(3)} × as fast as ${peer}`;
}

/** Milliseconds a step against H, a colour a contender. */
export function stepChart(findings: readonly StepFindings[]): Chart {
  const rows = findings.flatMap(({ hidden, rows }) => rows.map((row) => ({ hidden, row })));
  const names = [...new Set(rows.map(({ row }) => row.name))];
  const series = names.flatMap((name): Series[] => {
    const points = rows.flatMap(({ hidden, row }) =>
      row.name === name && row.ok && row.medianMs !== undefined
        ? [{ x: hidden, y: row.medianMs }]
        : [],
    );
    if (points.length === 0) return [];
    const own = { name, group: name, points };
    return [
      { ...own, mark: "dots" },
      { ...own, mark: "line" },
    ];
  });
  return {
    file: "step",
    title: "One training step",
    caption: "Median milliseconds of the reference step against its hidden units.",
    x: { label: "hidden units" },
    y: { label: "ms a step" },
    series,
  };
}

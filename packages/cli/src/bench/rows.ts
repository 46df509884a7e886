/**
 * @file Rows of a benchmark on the terminal, as they come; and what is to be said of all of them.
 */
import type { RowMeasure } from "@heed/bench";
import { longest, numberColumn, startTable, type LiveColumn } from "../gradcheck/liveTable.js";
import type { ProgressReporter } from "../progress.js";
import { formatPercent, formatRate, formatTime } from "./formatRow.js";

/** Begins the table; rows that could not be measured are told of at the end. */
export function startRows(
  { works, names }: { readonly works: readonly string[]; readonly names: readonly string[] },
  progress: ProgressReporter,
): (row: RowMeasure) => void {
  const show = startTable(columnsFor(works, names), progress);
  return (row) => {
    if (row.verdict === "missing") return;
    const why = row.verdict === "wrong" ? "WRONG" : "failed";
    show(row, row.ok ? undefined : `${why}: ${row.why ?? ""}`);
  };
}

function columnsFor(works: readonly string[], names: readonly string[]): LiveColumn<RowMeasure>[] {
  return [
    { title: "work", align: "left", cell: ({ work }) => work, widest: longest(works) },
    { title: "contender", align: "left", cell: ({ name }) => name, widest: longest(names) },
    numberColumn("median", timeOf, "12.3 ms"),
    numberColumn("±", (row) => formatPercent(spreadOf(row)), "100 %"),
    numberColumn("GFLOP/s", ({ gflops }) => formatRate(gflops), "0.123"),
    numberColumn("roof", ({ ofRoof }) => formatPercent(ofRoof), "100 %"),
    numberColumn("GB/s", ({ gigabytes }) => formatRate(gigabytes), "0.123"),
    { title: "ran", align: "left", cell: ({ ran = "" }) => ran, widest: "gpu:webgpu/javascript" },
    numberColumn("FLOP/B", ({ intensity }) => formatRate(intensity), "0.123"),
    numberColumn("samples", ({ samples }) => String(samples ?? "")),
    numberColumn("compile", ({ compileMs }) => formatTime(compileMs), "12.3 ms"),
    numberColumn("first", ({ firstMs }) => formatTime(firstMs), "12.3 ms"),
    numberColumn("upload", ({ uploadMs }) => formatTime(uploadMs), "12.3 ms"),
    numberColumn("read", ({ readMs }) => formatTime(readMs), "12.3 ms"),
    {
      title: "fallback",
      align: "left",
      cell: (row) => row.fallback ?? "",
      widest: "",
    },
  ];
}

function timeOf({ verdict, medianMs }: RowMeasure): string {
  return verdict === "wrong" ? "WRONG" : formatTime(medianMs);
}

/** How far the interval reaches from the median, on its wider side. */
function spreadOf({ medianMs, lowMs, highMs }: RowMeasure): number | undefined {
  if (medianMs === undefined || lowMs === undefined || highMs === undefined) return undefined;
  return Math.max(highMs - medianMs, medianMs - lowMs) / medianMs;
}

/** Who could not take part, and why: a line for each reason. */
export function missingNotes(rows: readonly RowMeasure[]): string[] {
  const works = new Set(rows.map(({ work }) => work)).size;
  const counts = new Map<string, number>();
  for (const { verdict, name, why = "" } of rows) {
    const reason = `${name}: ${why}`;
    if (verdict === "missing") counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return Array.from(counts, ([reason, count]) =>
    count === works ? `Not here: ${reason}.` : `Not in ${count} of ${works}: ${reason}.`,
  );
}

/** What no difference below it means. */
export function noiseNote(rows: readonly RowMeasure[]): string[] {
  const noises = [
    ...new Map(
      rows.flatMap(({ work, noise }) => (noise === undefined ? [] : [[work, noise] as const])),
    ).values(),
  ].sort((a, b) => a - b);
  if (noises.length === 0) return [];
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  const middle = percent(noises[noises.length >> 1]);
  const most = noises.length > 1 ? `, at most ${percent(noises[noises.length - 1])}` : "";
  return [
    `Two entries of the same contender differ by ${middle}${most}: a smaller difference means nothing.`,
  ];
}

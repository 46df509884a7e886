/**
 * @file What many rows come to: the roofs they are held against, and how contenders compare over all
 * that two of them can do.
 */
import type { Report, Table } from "../report/report.js";
import type { RowMeasure } from "../report/row.js";
import { usualRoof, type Roofs } from "../roof/roof.js";
import { geometricMean, median } from "../statistics.js";

export function kernelSummary(
  rows: readonly RowMeasure[],
  roofs: Roofs,
): Pick<Report, "tables" | "notes"> {
  return { tables: [roofTable(roofs), meanTable(rows)], notes: [] };
}

function roofTable(roofs: Roofs): Table {
  const all = Array.from(roofs, ([name, roof]) => ({ name, ...roof }));
  const [first] = all;
  const sizes = first?.triads.map(({ bytes }) => bytes / first.threads) ?? [];
  return {
    title: "Roofs: GFLOP/s of multiply-adds in registers; GB/s of triads, bytes a thread",
    columns: [
      { title: "contender", align: "left" },
      { title: "GFLOP/s", align: "right" },
      ...sizes.map((bytes) => ({ title: kibibytes(bytes), align: "right" as const })),
    ],
    rows: all.map(({ name, gflops, triads }) => [
      name,
      gflops.toFixed(1),
      ...sizes.map((_, i) => triads[i]?.gigabytes.toFixed(1) ?? ""),
    ]),
  };
}

function kibibytes(bytes: number): string {
  return bytes < 2 ** 20
    ? `${Math.round(bytes / 2 ** 10)} KiB`
    : `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** Each contender's time over SIMD's, in the geometric mean of all that both have done. */
function meanTable(rows: readonly RowMeasure[]): Table {
  const names = [...new Set(rows.map(({ name }) => name))];
  const base = new Map(
    rows.flatMap(({ name, work, medianMs }) =>
      name === usualRoof && medianMs !== undefined ? [[work, medianMs] as const] : [],
    ),
  );
  return {
    title: `All of it: time over that of ${usualRoof}, geometric mean; median part of the roof`,
    columns: [
      { title: "contender", align: "left" },
      { title: "done", align: "right" },
      { title: "wrong", align: "right" },
      { title: `time / ${usualRoof}'s`, align: "right" },
      { title: "of roof", align: "right" },
    ],
    rows: names.map((name) => {
      const own = rows.filter((row) => row.name === name);
      const timed = own.filter(({ ok }) => ok);
      const ratios = timed.flatMap(({ work, medianMs = NaN }) => {
        const ours = base.get(work);
        return ours === undefined ? [] : [medianMs / ours];
      });
      const parts = timed.flatMap(({ ofRoof }) => (ofRoof === undefined ? [] : [ofRoof]));
      return [
        name,
        String(timed.length),
        String(own.filter(({ verdict }) => verdict === "wrong").length),
        ratios.length === 0 ? "–" : geometricMean(ratios).toPrecision(3),
        parts.length === 0 ? "–" : `${(100 * median(parts)).toFixed(0)} %`,
      ];
    }),
  };
}

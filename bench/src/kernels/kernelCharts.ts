/**
 * @file Kernels as pictures: under the roofline, and how large they must be to be worth a device.
 */
import type { Chart, Point, Series } from "../report/report.js";
import type { RowMeasure } from "../report/row.js";
import { usualRoof, type Roof, type Roofs } from "../roof/roof.js";
import { costsOf } from "./operatorWorkload.js";
import type { OperatorCase } from "./operatorCases.js";

/** What each contender reaches at the intensity of each case, and the roofs over them. */
export function rooflineChart(rows: readonly RowMeasure[], roofs: Roofs): Chart {
  const known = rows.filter(({ gflops, intensity }) => gflops !== undefined && intensity);
  const names = [...new Set(known.map(({ name }) => name))];
  const intensities = known.map(({ intensity = 1 }) => intensity);
  const span: Span = [Math.min(0.01, ...intensities), Math.max(1000, ...intensities)];
  return {
    file: "roofline",
    title: "Kernels under the roofline",
    caption:
      "Each dot is one operator at one size. Roofs are measured: multiply-adds, and triads in the first cache (dashed) and in memory.",
    x: { label: "arithmetic intensity, FLOP a byte" },
    y: { label: "GFLOP/s" },
    series: names.flatMap((name): Series[] => {
      const points = known
        .filter((row) => row.name === name)
        .map(({ intensity = NaN, gflops = NaN }): Point => ({ x: intensity, y: gflops }));
      const roof = roofs.get(name);
      return [
        ...(roof === undefined ? [] : roofSeries(name, roof, span)),
        { name, group: name, mark: "dots", points },
      ];
    }),
  };
}

type Span = readonly [low: number, high: number];

function roofSeries(name: string, { gflops, triads }: Roof, [low, high]: Span): Series[] {
  const under = (gigabytes: number): Point[] => {
    const ridge = Math.min(Math.max(gflops / gigabytes, low), high);
    return [low, ridge, high].map((x) => ({ x, y: Math.min(gflops, x * gigabytes) }));
  };
  const [cache, memory] = [triads.at(0), triads.at(-1)];
  if (cache === undefined || memory === undefined) return [];
  return [
    { name: `${name}: memory`, group: name, mark: "line", points: under(memory.gigabytes) },
    { name: `${name}: cache`, group: name, mark: "dashed", points: under(cache.gigabytes) },
  ];
}

/** How much faster than SIMD others are, by how much there is to do; nothing to draw without SIMD. */
export function crossoverChart(
  rows: readonly RowMeasure[],
  cases: readonly OperatorCase[],
): Chart[] {
  const costs = new Map(cases.map(({ work, workload }) => [work, costsOf(workload)]));
  const base = new Map(
    rows.flatMap(({ name, work, medianMs }) =>
      name === usualRoof && medianMs !== undefined ? [[work, medianMs] as const] : [],
    ),
  );
  const pointsOf = (name: string): Point[] =>
    rows
      .filter((row) => row.name === name && base.has(row.work))
      .flatMap(({ work, medianMs }) => {
        const bytes = costs.get(work)?.bytes ?? 0;
        if (medianMs === undefined || bytes === 0) return [];
        return [{ x: bytes, y: (base.get(work) ?? NaN) / medianMs }];
      })
      .sort((a, b) => a.x - b.x);
  const others = [...new Set(rows.map(({ name }) => name))]
    .filter((name) => name !== usualRoof)
    .map((name) => ({ name, points: pointsOf(name) }))
    .filter(({ points }) => points.length > 0);
  if (others.length === 0) return [];
  const xs = others.flatMap(({ points }) => points.map(({ x }) => x));
  const even = [Math.min(...xs), Math.max(...xs)].map((x) => ({ x, y: 1 }));
  return [
    {
      file: "crossover",
      title: `From where on it is worth it: speed against ${usualRoof}`,
      caption: others.map(({ name, points }) => `${name} ${winsFrom(points)}`).join("; "),
      x: { label: "bytes of operands and results" },
      y: { label: `times as fast as ${usualRoof}` },
      series: [
        { name: usualRoof, group: usualRoof, mark: "dashed", points: even },
        ...others.map(({ name, points }): Series => ({ name, group: name, mark: "dots", points })),
      ],
    },
  ];
}

/** From which size on it is faster at every case; points by rising size. */
export function winsFrom(points: readonly Point[]): string {
  const lost = points.findLastIndex(({ y }) => y < 1);
  if (lost === points.length - 1) return "is behind at the largest";
  return `is ahead from ${points[lost + 1].x.toLocaleString("en")} bytes on`;
}

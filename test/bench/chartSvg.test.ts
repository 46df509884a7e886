import type { Chart } from "../../bench/src/report/report.js";
import { describe, expect, test } from "vitest";
import { crossoverChart, rooflineChart, winsFrom } from "../../bench/src/kernels/kernelCharts.js";
import { casesOf } from "../../bench/src/kernels/operatorCases.js";
import type { RowMeasure } from "../../bench/src/report/row.js";
import { chartSvg } from "../../packages/cli/src/bench/chartSvg.js";

const cases = casesOf(["neg", "matmul"], 1);

function rowsOf(name: string, ms: (i: number) => number): RowMeasure[] {
  return cases.map(({ work }, i) => ({
    ...{ work, name, backend: name, ok: true, verdict: "timed" as const },
    ...{ medianMs: ms(i), gflops: 1 + i, intensity: 0.1 * (1 + i) },
  }));
}

const rows = [...rowsOf("simd", (i) => 10 + i), ...rowsOf("gpu-webgpu", (i) => (i < 4 ? 100 : 1))];
const triads = [
  { bytes: 1000, gigabytes: 100 },
  { bytes: 1e8, gigabytes: 20 },
];
const roofs = new Map([["simd", { threads: 1, gflops: 40, triads, gigabytesOf: () => 20 }]]);

const count = (svg: string, what: RegExp): number => Array.from(svg.matchAll(what)).length;

describe("the roofline chart", () => {
  const chart = rooflineChart(rows, roofs);
  const svg = chartSvg(chart);

  test("has a dot for every row, a roof from memory and one from the cache", () => {
    // One more for each contender beside the plot.
    expect(count(svg, /<circle /g)).toBe(rows.length + 2);
    expect(count(svg, /stroke-width="2"/g)).toBe(2);
    expect(count(svg, /stroke-dasharray="6 4"/g)).toBe(1);
    expect(svg).toContain("GFLOP/s");
    expect(svg).toContain(">gpu-webgpu<");
  });

  test("has a roof that rises with intensity up to the arithmetic's, and no dot moves it", () => {
    const [memory, cache] = chart.series;
    expect(memory.points.at(-1)?.y).toBe(40);
    // Where the two meet: as many operations a byte as the one is faster than the other.
    expect(memory.points[1]).toEqual({ x: 2, y: 40 });
    expect(cache.points[1]).toEqual({ x: 0.4, y: 40 });
    expect(memory.points[0].y).toBeCloseTo(0.01 * 20, 12);
  });
});

describe("the crossover chart", () => {
  const [chart] = crossoverChart(rows, cases);

  test("has a dot for every case that both can do, and SIMD as a line", () => {
    const svg = chartSvg(chart);
    expect(count(svg, /<circle /g)).toBe(cases.length + 2);
    expect(count(svg, /stroke-dasharray="6 4"/g)).toBe(1);
  });

  test("says from where on a contender is ahead", () => {
    const at = (x: number, y: number) => ({ x, y });
    expect(winsFrom([at(10, 0.5), at(20, 0.9), at(3000, 1.5)])).toBe(
      "is ahead from 3,000 bytes on",
    );
    expect(winsFrom([at(10, 1.5), at(20, 0.9)])).toBe("is behind at the largest");
  });

  test("is none where there is nothing to compare", () => {
    expect(
      crossoverChart(
        rowsOf("simd", () => 1),
        cases,
      ),
    ).toEqual([]);
    expect(
      crossoverChart(
        rowsOf("naive", () => 1),
        cases,
      ),
    ).toEqual([]);
  });
});

test("text of a chart cannot break the file", () => {
  const chart: Chart = {
    file: "odd",
    title: "a < b & c",
    caption: "\u0007",
    x: { label: "<x>" },
    y: { label: "y", scale: "linear" },
    series: [{ name: "<s>", mark: "dots", points: [{ x: 1, y: 1, label: "<&\u0000>" }] }],
  };
  const svg = chartSvg(chart);
  expect(svg).toContain("a &lt; b &amp; c");
  expect(svg).not.toMatch(/<s>|<x>/);
  // But for its line end.
  expect(svg.trimEnd()).not.toMatch(/\p{Cc}/u);
});

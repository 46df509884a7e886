import { describe, expect, test } from "vitest";
import type { RowMeasure } from "../../../bench/src/report/row.js";
import { decode } from "../../../bench/src/workloads/decode/decode.js";

describe("a benchmark of decoding", () => {
  test("that is stopped has told what it found until then", async () => {
    const stop = new AbortController();
    const told: RowMeasure[] = [];
    let works: readonly string[] = [];
    const report = await decode.run(
      { only: ["greedy"], peers: false, budget: 0.05, seed: 1 },
      {
        stop: stop.signal,
        onProgress: () => undefined,
        onStart: (rows) => (works = rows.works),
        onRow(row) {
          told.push(row);
          if (row.work === works[1]) stop.abort();
        },
        say: () => undefined,
      },
    );
    expect(works).toEqual([1, 16, 64, 256].map((n) => `greedy, ${n} word${n === 1 ? "" : "s"}`));
    expect(report).toMatchObject({ ok: true, done: false, contenders: told });
    expect(new Set(told.map(({ work }) => work))).toEqual(new Set(works.slice(0, 2)));
    for (const row of told) expect(row).toMatchObject({ verdict: "timed", ok: true });
    const { decode: paces } = report.more as { decode: { p50Ms: number; p95Ms: number }[] };
    expect(paces).toHaveLength(told.length);
    for (const { p50Ms, p95Ms } of paces) expect(p95Ms).toBeGreaterThanOrEqual(p50Ms);
    const [chart] = report.charts;
    for (const { points } of chart.series) expect(points.map(({ x }) => x)).toEqual([1, 16]);
  });
});

import { describe, expect, test } from "vitest";
import type { RowMeasure } from "../../../bench/src/report/row.js";
import { scale } from "../../../bench/src/workloads/scale/scale.js";

describe("a benchmark of scaling", () => {
  test("that is stopped has told what it found until then", async () => {
    const stop = new AbortController();
    const told: RowMeasure[] = [];
    const report = await scale.run(
      { only: ["hidden", "threads"], peers: false, budget: 0.05, seed: 1 },
      {
        stop: stop.signal,
        onProgress: () => undefined,
        onStart: () => undefined,
        onRow(row) {
          told.push(row);
          if (row.work === "hidden 64") stop.abort();
        },
        say: () => undefined,
      },
    );
    expect(report).toMatchObject({ ok: true, done: false, contenders: told });
    const works = ["reference", "hidden 32", "hidden 64"];
    expect([...new Set(told.map(({ work }) => work))]).toEqual(works);
    for (const row of told) expect(row.peakBytes).toBeGreaterThan(0);
    const { exponents } = report.more as {
      exponents: { factor: string; quantity: string; points: { x: number }[] }[];
    };
    const [time] = exponents.filter(({ factor }) => factor === "hidden");
    expect(time).toMatchObject({ quantity: "time" });
    expect(time.points.map(({ x }) => x)).toEqual([32, 64, 256]);
  });
});

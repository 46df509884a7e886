import { reference } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { Company } from "../../bench/src/contest/company.js";
import { ourContender } from "../../bench/src/contest/contender.js";
import { plainLoop, simdLoop, type RoofLoop } from "../../bench/src/roof/loops.js";
import { measureRoofs, usualRoof, type RoofWorkload } from "../../bench/src/roof/roof.js";
import { prepareRoof } from "../../bench/src/roof/prepareRoof.js";
import { rowOf } from "../../bench/src/report/row.js";

const bytes = 3 * 2 ** 13;

describe("the loops of a roof", () => {
  test("count what they compute and move", () => {
    const loops: [(workload: RoofWorkload) => RoofLoop, number][] = [
      [(workload) => simdLoop({ workload, inPairs: false }), 4 * 13],
      [(workload) => simdLoop({ workload, inPairs: true }), 4 * 20],
      [plainLoop, 12],
    ];
    for (const [loop, numbers] of loops) {
      const { run, flops, bytes: none } = loop({ kind: "roof", loop: "multiplyAdd" });
      run();
      expect(flops % (numbers * 2)).toBe(0);
      expect(none).toBeUndefined();
      const triad = loop({ kind: "roof", loop: "triad", bytes });
      // Two operations for each three elements of four bytes.
      expect(triad.flops).toBe(((triad.bytes ?? NaN) / 12) * 2);
    }
  });

  test("run in several threads as often as there are threads", async () => {
    const [one, two] = await Promise.all(
      [1, 2].map((threads) => {
        const open = { name: "simd", backend: reference, threads, openMs: 0 };
        return prepareRoof({ kind: "roof", loop: "triad", bytes }, open);
      }),
    );
    await one.run();
    await two.run();
    expect(two.bytes).toBe(2 * (one.bytes ?? NaN));
    expect(two.flops).toBe(2 * (one.flops ?? NaN));
    await Promise.all([one.release(), two.release()]);
  });
});

test("a roof has a rate for arithmetic and one for every size of arrays", async () => {
  const company = new Company();
  const simd = ourContender("simd");
  const roofs = await measureRoofs(company, [simd], { budget: 0.02, seed: 1 });
  await company.close();
  const roof = roofs.get(usualRoof);
  expect(roof?.gflops).toBeGreaterThan(0);
  const sizes = roof?.triads.map(({ bytes }) => bytes) ?? [];
  expect(sizes.length).toBeGreaterThan(2);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  // No traffic is allowed less than larger traffic is.
  const allowed = sizes.map((size) => roof?.gigabytesOf(size) ?? NaN);
  expect(allowed).toEqual(allowed.toSorted((a, b) => b - a));
  expect(roof?.gigabytesOf(1e12)).toBe(allowed.at(-1));
});

test("what takes as long as its roof is at 100 %, by arithmetic or by traffic", () => {
  const contender = ourContender("simd");
  const time = { median: 2, p95: 2, low: 2, high: 2, deviation: 0, samples: 1 };
  const roofs = new Map([
    [usualRoof, { threads: 1, gflops: 10, triads: [], gigabytesOf: () => 5 }],
  ]);
  const part = (flops: number, bytes: number): number | undefined =>
    rowOf({ contender, verdict: "timed", time }, { work: "", flops, bytes, roofs }).ofRoof;
  expect(part(20e9, 1)).toBeCloseTo(1, 12);
  expect(part(0, 10e9)).toBeCloseTo(1, 12);
  expect(part(20e9, 10e9)).toBeCloseTo(1, 12);
  expect(part(10e9, 5e9)).toBeCloseTo(0.5, 12);
  expect(part(0, 0)).toBeUndefined();
});

import { describe, expect, test } from "vitest";
import { pointsOf, sizeFactors } from "../../../bench/src/workloads/scale/scalePoints.js";
import { scaleSummary, type Cost } from "../../../bench/src/workloads/scale/scaleSummary.js";

/** What a machine would take that follows a law exactly. */
const power: Readonly<Record<string, number>> = { B: 1, S: 0.5, T: 1.5, H: 2, V: 0 };
const law = (sizes: Cost["sizes"]): number =>
  Object.entries(sizes).reduce((product, [letter, n]) => product * n ** (power[letter] ?? 0), 1e-9);

const factors = Object.keys(sizeFactors);
const costs = pointsOf(factors).map(({ sizes }): Cost => {
  const seconds = law(sizes);
  return { sizes, name: "simd", threads: 4, seconds, bytes: 1e9 * Math.sqrt(seconds) };
});

interface Exponent {
  readonly factor: string;
  readonly quantity: string;
  readonly exponent?: number;
}

const exponentsOf = (all: readonly Cost[], only: readonly string[]): readonly Exponent[] =>
  scaleSummary(all, only, 1).more.exponents as Exponent[];

describe("the summary of a scaling", () => {
  test.each(factors)("finds the power of %s in time and memory", (factor) => {
    const found = exponentsOf(costs, [factor]);
    const k = power[sizeFactors[factor].letter];
    expect(found.map(({ quantity }) => quantity)).toEqual(["time", "memory"]);
    expect(found[0].exponent).toBeCloseTo(k, 9);
    expect(found[1].exponent).toBeCloseTo(k / 2, 9);
  });

  test("has a row and lines for every exponent", () => {
    const { tables, charts } = scaleSummary(costs, factors, 1);
    expect(tables[0].rows).toHaveLength(2 * factors.length);
    for (const row of tables[0].rows) expect(row).toHaveLength(tables[0].columns.length);
    for (const { series } of charts) expect(series).toHaveLength(2 * factors.length);
  });

  test("draws all lines through the reference, at one", () => {
    const { charts } = scaleSummary(costs, factors, 1);
    for (const { series } of charts) {
      const ats = series
        .filter(({ mark }) => mark === "dots")
        .map(({ points }) => points.find(({ x }) => x === 1)?.y);
      expect(new Set(ats).size).toBe(1);
      expect(ats[0]).toBeGreaterThan(0);
    }
  });

  test("holds numbers of threads against each other at the reference alone", () => {
    const [reference] = costs;
    const slower = [2, 1].map((threads) => ({
      ...reference,
      name: `simd, ${threads}`,
      threads,
      seconds: (reference.seconds * 4) / threads,
    }));
    const [time] = exponentsOf([...costs, ...slower], ["threads"]);
    expect(time).toMatchObject({ factor: "threads", quantity: "time" });
    expect(time.exponent).toBeCloseTo(-1, 9);
  });

  test("says nothing of what was stopped before there was anything to compare", () => {
    expect(exponentsOf(costs.slice(0, 1), [...factors, "threads"])).toEqual([]);
    expect(exponentsOf([], factors)).toEqual([]);
  });
});

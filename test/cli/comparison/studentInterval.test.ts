import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  studentInterval,
  studentQuantile,
} from "../../../packages/cli/src/comparison/studentInterval.js";

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
  minLength: 2,
  maxLength: 12,
});

describe("studentQuantile", () => {
  // Student 1908 as printed in every textbook: two-sided 95 %, three digits.
  test.for([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [9, 2.262],
    [10, 2.228],
    [29, 2.045],
    [120, 1.98],
  ])("with %i degrees of freedom is %d", ([nu, t]) => {
    expect(Math.abs(studentQuantile(nu) - t)).toBeLessThanOrEqual(0.0005);
  });

  test("falls towards the normal distribution's 1.96", () => {
    const quantiles = Array.from({ length: 200 }, (_, i) => studentQuantile(i + 1));
    quantiles.slice(1).forEach((t, i) => {
      expect(t).toBeLessThan(quantiles[i]);
    });
    expect(quantiles.at(-1)).toBeGreaterThan(1.959964);
  });
});

describe("studentInterval", () => {
  test("of 1, 2, 3 reaches 4.303 / √3 to each side of 2", () => {
    const { mean, low, high } = studentInterval([1, 2, 3]);
    expect(mean).toBe(2);
    expect(high - mean).toBeCloseTo(4.303 / Math.sqrt(3), 3);
    expect(mean - low).toBeCloseTo(4.303 / Math.sqrt(3), 3);
  });

  test("holds the mean, and does not depend on the order of the values", () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const interval = studentInterval(numbers);
        const reversed = studentInterval([...numbers].reverse());
        const rounding = 1e-12 * 100 * numbers.length;
        expect(interval.low).toBeLessThanOrEqual(interval.mean);
        expect(interval.high).toBeGreaterThanOrEqual(interval.mean);
        expect(Math.abs(reversed.mean - interval.mean)).toBeLessThanOrEqual(rounding);
      }),
    );
  });

  test("is cut to where values can lie", () => {
    const { low, high, reach } = studentInterval([0, 100, 50], [0, 100]);
    expect([low, high]).toEqual([0, 100]);
    expect(reach).toBeGreaterThan(100);
  });

  test("of one value is that value", () => {
    expect(studentInterval([7])).toEqual({ mean: 7, reach: 0, low: 7, high: 7 });
  });
});

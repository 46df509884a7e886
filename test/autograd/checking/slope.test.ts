/** @file Slopes by differences: their error bars hold the true slope, and are narrow. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noiseOf } from "../../../packages/autograd/src/checking/noise.js";
import { slopesOf, type Slope } from "../../../packages/autograd/src/checking/slope.js";
import { lineOf } from "./line.js";

function slopeOf(f: (x: number) => number, x: number, unit = 1): Slope {
  const line = lineOf(f, x, unit);
  const [slope] = slopesOf(line, noiseOf(line));
  return slope;
}

const functions: Record<string, { f: (x: number) => number; slope: (x: number) => number }> = {
  sin: { f: Math.sin, slope: Math.cos },
  exp: { f: Math.exp, slope: Math.exp },
  log: { f: Math.log, slope: (x) => 1 / x },
  "x ln x": { f: (x) => x * Math.log(x), slope: (x) => Math.log(x) + 1 },
  "a bend as narrow as 1/100": {
    f: (x) => Math.tanh(100 * (x - 1)),
    slope: (x) => 100 / Math.cosh(100 * (x - 1)) ** 2,
  },
  "10⁻⁸ tanh": { f: (x) => 1e-8 * Math.tanh(x), slope: (x) => 1e-8 / Math.cosh(x) ** 2 },
};

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe.each(Object.entries(functions))("%s", (_, { f, slope }) => {
  test("the bar holds the slope, and is at most one part in 10⁵ of it", () => {
    fc.assert(
      fc.property(between(0.1, 3), between(0.5, 1), (x, unit) => {
        const { value, error } = slopeOf(f, x, unit);
        const truth = slope(x) * unit;
        // The formula for the truth rounds as well.
        expect(Math.abs(value - truth)).toBeLessThanOrEqual(error + 2 ** -40 * Math.abs(truth));
        expect(error).toBeLessThan(1e-5 * (Math.abs(truth) + Math.abs(f(x))));
      }),
    );
  });
});

test("eight digits may cancel", () => {
  fc.assert(
    fc.property(between(9_990, 10_010), between(0.5, 1), (x, unit) => {
      const { value, error } = slopeOf((z) => (z * z + 1e8) / 2 - ((z + 1e4) / 2) ** 2, x, unit);
      const truth = ((x - 1e4) / 2) * unit;
      expect(Math.abs(value - truth)).toBeLessThanOrEqual(error + 1e-12);
      expect(error).toBeLessThan(1e-4);
    }),
  );
});

test("a slope that does not exist has no bar that is narrow", () => {
  expect(slopeOf((x) => (x === 0 ? 0 : NaN), 0).error).toBe(Infinity);
});

/** @file How much rounding moves a function, as measured. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noiseOf } from "../../../packages/autograd/src/checking/noise.js";
import { inFloat32, lineOf } from "./line.js";

/** A place, and how far one unit along the line is. */
const places = fc.tuple(
  fc.double({ min: 0.1, max: 3, noNaN: true }),
  fc.double({ min: 0.5, max: 1, noNaN: true }),
);

/** All roundings may agree by chance, if seldom: the same draws each time. */
const sameEachTime = { seed: 1, numRuns: 500 };

const functions = { sin: Math.sin, exp: Math.exp };

describe.each(Object.entries(functions))("%s", (_, f) => {
  test("in float64 it is next to nothing", () => {
    fc.assert(
      fc.property(places, ([x, unit]) => {
        const [noise] = noiseOf(lineOf(f, x, unit));
        // Mostly some last places; where by chance all roundings agree, wider steps show more.
        expect(noise).toBeLessThan(2 ** -40 * Math.max(1, Math.abs(f(x))));
      }),
    );
  });

  test("in float32 it is about a last place", () => {
    fc.assert(
      fc.property(places, ([x, unit]) => {
        const [noise] = noiseOf(lineOf(inFloat32(f), x, unit));
        // A rounded argument is answered by as much as the function's slope there.
        const slope = Math.abs(f(x + 1e-6) - f(x - 1e-6)) / 2e-6;
        const size = 2 ** -24 * (Math.abs(f(x)) + slope * x);
        expect(noise).toBeGreaterThan(size / 16);
        expect(noise).toBeLessThan(64 * size);
      }),
      sameEachTime,
    );
  });
});

test("a kink is no noise, wherever it is", () => {
  const distance = fc.double({ min: 1e-12, max: 1e-2, noNaN: true });
  fc.assert(
    fc.property(places, fc.option(distance), fc.boolean(), ([x, unit], away, left) => {
      const kink = away === null ? x : left ? x - away : x + away;
      const [noise] = noiseOf(lineOf((z) => Math.abs(z - kink) + Math.sin(z), x, unit));
      expect(noise).toBeLessThan(2 ** -34);
    }),
  );
});

test("neither is a bend much narrower than the widest step", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 7 }),
      fc.double({ min: 1, max: 9, noNaN: true }),
      (n, m) => {
        const x = m * 10 ** -n;
        const [noise] = noiseOf(lineOf((z) => z * Math.log(z), x));
        expect(noise).toBeLessThan(2 ** -20 * Math.abs(x * Math.log(x)));
      },
    ),
  );
});

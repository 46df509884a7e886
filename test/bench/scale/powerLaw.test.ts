import { Random } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitPowerLaw, type Measured } from "../../../bench/src/workloads/scale/powerLaw.js";

const grid = [8, 16, 32, 64, 128];
const factor = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const exponent = fc.double({ min: -3, max: 3, noNaN: true });
/** How far off the law each point lies: at most by a fifth. */
const noise = fc.array(fc.double({ min: 0.8, max: 1.2, noNaN: true }), {
  minLength: grid.length,
  maxLength: grid.length,
});

const law = (c: number, k: number, off: readonly number[] = grid.map(() => 1)): Measured[] =>
  grid.map((x, i) => ({ x, y: c * x ** k * off[i] }));

describe("the fit of a power law", () => {
  test("finds the law that points follow, and is sure of it", () => {
    fc.assert(
      fc.property(factor, exponent, fc.nat(), (c, k, seed) => {
        const fit = fitPowerLaw(law(c, k), seed);
        expect(fit?.exponent).toBeCloseTo(k, 9);
        expect(Math.log(fit?.factor ?? NaN)).toBeCloseTo(Math.log(c), 8);
        expect(fit?.interval.low).toBeCloseTo(k, 9);
        expect(fit?.interval.high).toBeCloseTo(k, 9);
      }),
    );
  });

  test("lies within its interval", () => {
    fc.assert(
      fc.property(exponent, noise, fc.nat(), (k, off, seed) => {
        const fit = fitPowerLaw(law(1, k, off), seed);
        expect(fit?.interval.low).toBeLessThanOrEqual((fit?.exponent ?? NaN) + 1e-9);
        expect(fit?.interval.high).toBeGreaterThanOrEqual((fit?.exponent ?? NaN) - 1e-9);
      }),
    );
  });

  test("does not depend on the units of x and y", () => {
    fc.assert(
      fc.property(exponent, noise, factor, factor, fc.nat(), (k, off, unitX, unitY, seed) => {
        const points = law(1, k, off);
        const scaled = points.map(({ x, y }) => ({ x: unitX * x, y: unitY * y }));
        const [fit, other] = [fitPowerLaw(points, seed), fitPowerLaw(scaled, seed)];
        expect(other?.exponent).toBeCloseTo(fit?.exponent ?? NaN, 8);
        expect(other?.interval.low).toBeCloseTo(fit?.interval.low ?? NaN, 8);
      }),
    );
  });

  test("is what the textbook's formula gives", () => {
    // y = x, but for the middle, which is e times as much: the slope stays, the line rises by 1/3.
    const fit = fitPowerLaw(
      [1, 10, 100].map((x) => ({ x, y: x === 10 ? x * Math.E : x })),
      1,
    );
    expect(fit?.exponent).toBeCloseTo(1, 12);
    expect(fit?.factor).toBeCloseTo(Math.exp(1 / 3), 12);
  });

  test("is none where any line would fit", () => {
    expect(fitPowerLaw(law(1, 1).slice(0, 2), 1)).toBeUndefined();
    expect(
      fitPowerLaw(
        [1, 2, 3].map((y) => ({ x: 7, y })),
        1,
      ),
    ).toBeUndefined();
  });

  test("covers the true exponent about 19 times in 20, with noise on five points", () => {
    const random = new Random(7);
    const seeds = Array.from({ length: 400 }, (_, i) => i);
    const covers = seeds.filter((seed) => {
      const off = grid.map(() => Math.exp(0.1 * random.normal()));
      const { low, high } = fitPowerLaw(law(1, 1.5, off), seed)?.interval ?? { low: 2, high: 1 };
      return low <= 1.5 && 1.5 <= high;
    });
    // 380 but for four standard deviations of a binomial count, √(400 · 0.95 · 0.05) each.
    expect(covers.length).toBeGreaterThan(380 - 4 * Math.sqrt(19));
  });
});

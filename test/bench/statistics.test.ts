import { fc, test } from "@fast-check/vitest";
import { Random } from "@heed/tensor";
import { describe, expect } from "vitest";
import {
  geometricMean,
  median,
  medianAbsoluteDeviation,
  medianInterval,
  noiseBetween,
} from "../../bench/src/statistics.js";

/** Times: positive, and no nearer to each other than a rounding. */
const samples = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 40 });

describe("the median", () => {
  test.prop([samples])("has at most half of the samples on either side", (xs) => {
    const middle = median(xs);
    expect(xs.filter((x) => x < middle).length).toBeLessThanOrEqual(xs.length / 2);
    expect(xs.filter((x) => x > middle).length).toBeLessThanOrEqual(xs.length / 2);
  });

  test.prop([samples, fc.nat()])("does not depend on the order", (xs, seed) => {
    const random = new Random(seed);
    const mixed = xs.toSorted(() => random.uniform() - 0.5);
    expect(median(mixed)).toBe(median(xs));
  });

  test.prop([samples, fc.integer({ min: 1, max: 64 }), fc.nat(1000)])(
    "moves and stretches with the samples",
    (xs, scale, shift) => {
      expect(median(xs.map((x) => scale * x + shift))).toBe(scale * median(xs) + shift);
    },
  );

  test.prop([samples])("of one sample far out of line stays among the others", (xs) => {
    const [least, most] = [Math.min(...xs), Math.max(...xs)];
    const middle = median([...xs, ...xs, 1e12]);
    expect(middle).toBeGreaterThanOrEqual(least);
    expect(middle).toBeLessThanOrEqual(most);
  });
});

describe("the median absolute deviation", () => {
  test.prop([samples, fc.integer({ min: 1, max: 64 }), fc.nat(1000)])(
    "stretches with the samples and does not move with them",
    (xs, scale, shift) => {
      const stretched = medianAbsoluteDeviation(xs.map((x) => scale * x + shift));
      expect(stretched).toBe(scale * medianAbsoluteDeviation(xs));
    },
  );

  test.prop([fc.integer(), fc.integer({ min: 1, max: 9 })])("of equals is 0", (x, count) => {
    expect(medianAbsoluteDeviation(new Array<number>(count).fill(x))).toBe(0);
  });
});

describe("the bootstrap interval of the median", () => {
  test.prop([samples, fc.nat()], { numRuns: 30 })(
    "holds the median, within the samples",
    (xs, seed) => {
      const { low, high } = medianInterval(xs, seed);
      const middle = median(xs);
      expect(Math.min(...xs)).toBeLessThanOrEqual(low);
      expect(low).toBeLessThanOrEqual(middle);
      expect(middle).toBeLessThanOrEqual(high);
      expect(high).toBeLessThanOrEqual(Math.max(...xs));
    },
  );

  test.prop([samples, fc.nat()], { numRuns: 10 })("is the same for the same seed", (xs, seed) => {
    expect(medianInterval(xs, seed)).toEqual(medianInterval(xs, seed));
  });

  test("holds the true median about as often as it says", () => {
    // Of 200 intervals at 95 %, 190 ± 3.1 hold it; five deviations fewer are a mistake, not chance.
    const random = new Random(7);
    const trials = 200;
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { low, high } = medianInterval(
        Array.from({ length: 31 }, () => random.normal()),
        trial,
      );
      if (low <= 0 && 0 <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(175);
    // An interval that always holds it would tell nothing.
    expect(held).toBeLessThan(trials);
  });

  test("shrinks as samples grow in number", () => {
    const random = new Random(3);
    const width = (count: number): number => {
      const { low, high } = medianInterval(
        Array.from({ length: count }, () => random.normal()),
        1,
      );
      return high - low;
    };
    // A hundred times as many: a tenth as wide, give or take.
    expect(width(400)).toBeLessThan(width(4) / 2);
  });
});

test.prop([samples])("the geometric mean of reciprocals is the reciprocal of the mean", (xs) => {
  const product = geometricMean(xs) * geometricMean(xs.map((x) => 1 / x));
  // A logarithm up to 14, a rounding each.
  expect(Math.abs(product - 1)).toBeLessThan(xs.length * 2 ** -53 * 14 * 2);
});

test.prop([fc.integer({ min: 1 }), fc.integer({ min: 1 })])(
  "noise is the same from both sides, and 0 between equals only",
  (a, b) => {
    expect(noiseBetween(a, b)).toBe(noiseBetween(b, a));
    expect(noiseBetween(a, b) === 0).toBe(a === b);
  },
);

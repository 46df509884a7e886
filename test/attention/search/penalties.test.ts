import { coveragePenalty, lengthPenalty } from "@heed/attention";
import fc from "fast-check";
import { expect, test } from "vitest";

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Rows of weights, one a step, over as many words. */
const rows: fc.Arbitrary<number[][]> = fc
  .integer({ min: 1, max: 5 })
  .chain((S) =>
    fc.array(fc.array(share, { minLength: S, maxLength: S }), { minLength: 1, maxLength: 5 }),
  );

test("a single token has no length penalty, and α = 0 penalises nothing", () => {
  expect(lengthPenalty(1, 0.6)).toBe(1);
  expect(lengthPenalty(7, 0)).toBe(1);
  expect(lengthPenalty(7, 1)).toBe(2); // (5 + 7) / 6
});

test("longer targets are divided by more", () => {
  const alpha = fc.double({ min: 0.01, max: 2, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), alpha, (length, α) => {
      expect(lengthPenalty(length + 1, α)).toBeGreaterThan(lengthPenalty(length, α));
    }),
  );
});

test("words that were seen once in full cost nothing, the others the logarithm of what they got", () => {
  const [half, eighth] = [
    [
      [0.25, 0.75],
      [0.25, 0.75],
    ],
    [[0.125, 0.875, 0]],
  ];
  expect(coveragePenalty(half, 0.2)).toBe(0.2 * Math.log(0.5)); // 1.5 counts as 1
  expect(coveragePenalty(eighth, 1)).toBe(-Infinity);
  expect(coveragePenalty([[1], [1]], 3)).toBe(0);
  expect(coveragePenalty(eighth, 0)).toBe(0);
  expect(coveragePenalty([], 1)).toBe(0);
});

test("a coverage penalty is never a reward, and looking once more never makes it larger", () => {
  fc.assert(
    fc.property(rows, fc.double({ min: 0.01, max: 2, noNaN: true }), (weights, β) => {
      const penalty = coveragePenalty(weights, β);
      expect(penalty).toBeLessThanOrEqual(0);
      expect(coveragePenalty([...weights, weights[0]], β)).toBeGreaterThanOrEqual(penalty);
    }),
  );
});

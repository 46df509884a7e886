import { isExhausted } from "@heed/attention";
import fc from "fast-check";
import { expect, test } from "vitest";

test("patience ends when so many figures in a row were no better than the best", () => {
  expect(isExhausted([3, 2, 2], 2)).toBe(false);
  expect(isExhausted([3, 2, 2, 4], 2)).toBe(true);
  expect(isExhausted([3, 2, 2, 1], 2)).toBe(false);
});

test("nobody stops before having looked, nor while every look is better than the last", () => {
  expect(isExhausted([], 1)).toBe(false);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat()), fc.integer({ min: 1, max: 9 }), (seen, patience) => {
      expect(
        isExhausted(
          seen.sort((a, b) => b - a),
          patience,
        ),
      ).toBe(false);
    }),
  );
});

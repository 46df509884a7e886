import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance } from "../../../packages/attention/src/metrics/editDistance.js";

const tokens = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 7 });

/** The definition, by trying every edit. */
function definition(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return a.length + b.length;
  const [restA, restB] = [a.slice(1), b.slice(1)];
  return Math.min(
    definition(restA, b) + 1,
    definition(a, restB) + 1,
    definition(restA, restB) + (a[0] === b[0] ? 0 : 1),
  );
}

describe("editDistance", () => {
  test("is the fewest insertions, deletions and substitutions", () => {
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        expect(editDistance(a, b)).toBe(definition(a, b));
      }),
    );
  });

  test.each([
    ["kitten", "sitting", 3], // Levenshtein's textbook pair
    ["intention", "execution", 5], // Jurafsky & Martin, Speech and Language Processing, 2.5
  ])("of %s and %s is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  test("is 0 between equals and nowhere else", () => {
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        expect(editDistance(a, [...a])).toBe(0);
        expect(editDistance(a, b) === 0).toBe(a.join() === b.join());
      }),
    );
  });

  test("is the same both ways", () => {
    fc.assert(
      fc.property(tokens, tokens, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
      }),
    );
  });

  test("is never shorter by way of a third", () => {
    fc.assert(
      fc.property(tokens, tokens, tokens, (a, b, c) => {
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });

  test("takes numbers as well as text", () => {
    expect(editDistance(Int32Array.of(1, 2, 3), [1, 3])).toBe(1);
  });
});

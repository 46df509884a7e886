import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { legacyRandint } from "../../../../packages/attention/src/data/tasks/legacyRandint.js";

// Expected values: NumPy 2.4.6, `numpy.random.seed(s)`, then `numpy.random.randint(low, high)` one
// by one.
describe("legacyRandint", () => {
  test.each([
    { seed: 42, low: 0, high: 100, drawn: [51, 92, 14, 71, 60, 20, 82, 86, 74, 74] },
    { seed: 1, low: 0, high: 100, drawn: [37, 12, 72, 9, 75, 5, 79, 64, 16, 1] },
    { seed: 0, low: 1, high: 7, drawn: [5, 6, 1, 4, 4, 4, 2, 4, 6, 3, 5, 1] },
    { seed: 2 ** 32 - 1, low: 0, high: 50, drawn: [35, 34, 12, 7, 0] },
  ])("draws what NumPy draws from seed $seed", ({ seed, low, high, drawn }) => {
    const randint = legacyRandint(seed);
    expect(drawn.map(() => randint(low, high))).toEqual(drawn);
  });

  test("takes no random bits where there is one choice, as NumPy", () => {
    const randint = legacyRandint(5);
    expect([randint(3, 4), randint(0, 1_000_000), randint(0, 1_000_000)]).toEqual([
      3, 297_827, 18_638,
    ]);
  });

  test("draws from [low, high) and nowhere else", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 2 ** 31 }),
        (seed, low, range) => {
          const drawn = legacyRandint(seed)(low, low + range);
          expect(Number.isInteger(drawn) && drawn >= low && drawn < low + range).toBe(true);
        },
      ),
    );
  });
});

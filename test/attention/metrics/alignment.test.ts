import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  alignmentScores,
  entropy,
  hardAlignment,
  massOn,
  massOnPadding,
  type Look,
} from "../../../packages/attention/src/metrics/alignment.js";

const oneHot = (place: number, length: number) =>
  Array.from({ length }, (_, j) => (j === place ? 1 : 0));

const source = fc.integer({ min: 2, max: 6 });
/** A row of weights that sum to 1. */
const row = (length: number) =>
  fc
    .array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: length, maxLength: length })
    .map((raw) => {
      const total = raw.reduce((sum, x) => sum + x, 0);
      return raw.map((x) => x / total);
    });
const rowOfSource = source.chain(row);
/** A look over a source with some padding; the last step has no known place. */
const look: fc.Arbitrary<Look> = fc
  .tuple(source, fc.nat(3), fc.integer({ min: 1, max: 5 }))
  .chain(([S, padding, T]) =>
    fc.record({
      weights: fc.array(row(S + padding), { minLength: T + 1, maxLength: T + 1 }),
      gold: fc.array(fc.uniqueArray(fc.nat(S - 1), { maxLength: 3 }), {
        minLength: T,
        maxLength: T,
      }),
      sourceLength: fc.constant(S),
    }),
  );
// Sums of some six numbers that sum to 1, some logarithms of them: as many roundings.
const digits = 13;

describe("alignment error rate", () => {
  test("is 0 where every step looks at a right place, whatever the end token looks at", () => {
    fc.assert(
      fc.property(look, fc.nat(), ({ gold, sourceLength }, pick) => {
        fc.pre(gold.some((places) => places.length > 0));
        const weights = gold.map((places) =>
          oneHot(places.length > 0 ? places[pick % places.length] : 0, sourceLength),
        );
        const { errorRate, massOnGold } = alignmentScores([
          { weights: [...weights, oneHot(0, sourceLength)], gold, sourceLength },
        ]);
        expect(errorRate).toBe(0);
        expect(massOnGold).toBe(1);
      }),
    );
  });

  test("is 100 where every step looks elsewhere", () => {
    fc.assert(
      fc.property(look, ({ gold, sourceLength: S }) => {
        const known = gold.filter((places) => places.length > 0 && places.length < S);
        fc.pre(known.length > 0);
        const elsewhere = known.map((places) =>
          oneHot(Array.from({ length: S }, (_, j) => j).find((j) => !places.includes(j)) ?? 0, S),
        );
        const scores = alignmentScores([{ weights: elsewhere, gold: known, sourceLength: S }]);
        expect([scores.errorRate, scores.massOnGold]).toEqual([100, 0]);
      }),
    );
  });

  test("with one place a step is the share of steps that look elsewhere", () => {
    const gold = [[0], [1], [2], [1]];
    const weights = [0, 1, 0, 2].map((place) => oneHot(place, 3));
    expect(alignmentScores([{ weights, gold, sourceLength: 3 }]).errorRate).toBe(50);
  });

  test("is Och and Ney's, with sure and possible links", () => {
    // A = {0-0, 1-1, 2-3}; S = {0-0, 2-2}, P = S and {1-1, 1-2}: 1 − (1 + 2) / (3 + 2).
    const weights = [0, 1, 3].map((place) => oneHot(place, 4));
    const { errorRate } = alignmentScores([{ weights, gold: [[0], [1, 2], [2]], sourceLength: 4 }]);
    expect(errorRate).toBeCloseTo(100 * (1 - 3 / 5), digits);
  });

  test("looks at the largest weight, of several the first, and not at how large it is", () => {
    fc.assert(
      fc.property(rowOfSource, fc.integer({ min: 1, max: 9 }), (row, exponent) => {
        const place = hardAlignment(row);
        expect(row[place]).toBe(Math.max(...row));
        expect(row.indexOf(row[place])).toBe(place);
        // A power of two: other factors would round, and could make neighbours equal.
        expect(hardAlignment(row.map((weight) => weight * 2 ** exponent))).toBe(place);
      }),
    );
  });
});

describe("entropy", () => {
  test("is 0 on one place and ln S where all are alike", () => {
    fc.assert(
      fc.property(source, (S) => {
        expect(entropy(oneHot(S - 1, S))).toBe(0);
        const even = Array<number>(S).fill(1 / S);
        expect(entropy(even)).toBeCloseTo(Math.log(S), digits);
        const looks = [{ weights: [even], gold: [], sourceLength: S }];
        expect(alignmentScores(looks).normalizedEntropy).toBeCloseTo(1, digits);
      }),
    );
  });

  test("is between the two, and padding of weight 0 adds nothing", () => {
    fc.assert(
      fc.property(rowOfSource, fc.nat(3), (row, padding) => {
        expect(entropy(row)).toBeGreaterThanOrEqual(0);
        expect(entropy(row)).toBeLessThanOrEqual(Math.log(row.length) * (1 + 1e-14));
        expect(entropy([...row, ...Array<number>(padding).fill(0)])).toBe(entropy(row));
      }),
    );
  });

  test("normalized leaves out sources of one word, where there is nothing to choose", () => {
    const alone = { weights: [[1]], gold: [[0]], sourceLength: 1 };
    expect(alignmentScores([alone]).normalizedEntropy).toBeNaN();
    const even = { weights: [[0.5, 0.5]], gold: [[0]], sourceLength: 2 };
    expect(alignmentScores([alone, even]).normalizedEntropy).toBeCloseTo(1, digits);
  });
});

describe("mass", () => {
  test("of all places and of padding is all the weight there is", () => {
    fc.assert(
      fc.property(rowOfSource, fc.nat(6), (row, cut) => {
        const S = Math.min(cut, row.length);
        const inside = massOn(row, [...row.keys()].slice(0, S));
        expect(inside + massOnPadding(row, S)).toBeCloseTo(1, digits);
      }),
    );
  });

  test("on gold counts the steps with a known place, on padding every step", () => {
    const weights = [
      [0.5, 0.25, 0.25],
      [0, 0.25, 0.75],
      [0, 0, 1],
    ];
    const { massOnGold, massOnPadding } = alignmentScores([
      { weights, gold: [[0], []], sourceLength: 2 },
    ]);
    expect(massOnGold).toBe(0.5);
    expect(massOnPadding).toBeCloseTo((0.25 + 0.75 + 1) / 3, digits);
  });
});

describe("alignmentScores", () => {
  test("of two corpora lie between their own", () => {
    fc.assert(
      fc.property(look, look, (a, b) => {
        const [first, second, both] = [[a], [b], [a, b]].map(alignmentScores);
        for (const name of ["errorRate", "massOnGold", "massOnPadding", "entropy"] as const) {
          const [low, high] = [first[name], second[name]].sort((x, y) => x - y);
          if (Number.isNaN(low) || Number.isNaN(high)) continue;
          expect(both[name]).toBeGreaterThanOrEqual(low - 1e-12);
          expect(both[name]).toBeLessThanOrEqual(high + 1e-12);
        }
      }),
    );
  });

  test("refuses a place outside the source", () => {
    const looks = [{ weights: [[1, 0]], gold: [[1]], sourceLength: 1 }];
    expect(() => alignmentScores(looks)).toThrow(/\[0, 1\); got 1 at step 0/);
  });
});

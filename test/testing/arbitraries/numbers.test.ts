import { awayFromKinks, numbers, numbersFor, type ValueDomain } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { smallest } from "./smallest.js";

/** What each domain promises of each number. */
const promises: readonly (readonly [
  name: string,
  domain: ValueDomain,
  holds: (x: number) => boolean,
])[] = [
  ["real", "real", (x) => Math.abs(x) <= 3],
  ["nonzero", "nonzero", (x) => Math.abs(x) >= 0.5],
  ["positive", "positive", (x) => x > 0],
  ["distinct", "distinct", Number.isFinite],
  ["a mask", "mask", (x) => x === 0 || x === 1],
  ["indices", { indexBelow: 4 }, (x) => [0, 1, 2, 3].includes(x)],
  ["one index", { indexBelow: 1 }, (x) => x === 0],
  [
    "away from kinks",
    awayFromKinks([0, 1], 0.25),
    (x) => Math.min(Math.abs(x), Math.abs(x - 1)) >= 0.25,
  ],
  ["a far interval", { within: [[1000.3, 1000.6]] }, (x) => 1000.3 <= x && x <= 1000.6],
  ["a narrow one", { within: [[0.1, 0.100000006]] }, (x) => 0.1 <= x && x <= 0.100000006],
];

describe.each(promises)("numbers of a domain: %s", (_, domain, holds) => {
  test("keep to it, whatever they shrink to, and are float32 numbers", () => {
    const arbitrary = numbers(6, domain);
    const wrong: number[] = [];
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        let tries = 0;
        const property = fc.property(arbitrary, (values) => {
          expect(values).toHaveLength(6);
          wrong.push(...values.filter((x) => !holds(x) || Math.fround(x) !== x));
          // What shrinks on is as good a case as what was drawn.
          return ++tries % 3 !== 0;
        });
        fc.check(property, { seed, numRuns: 20 });
        expect(wrong).toEqual([]);
      }),
      runs(50),
    );
  });

  test("by a seed keep to it too, and are the same for the same seed", () => {
    for (let seed = 0; seed < 50; seed++) {
      const [values] = numbersFor([{ shape: [2, 3], domain }], seed);
      expect(values).toHaveLength(6);
      expect(values.every(holds)).toBe(true);
      expect(numbersFor([{ shape: [2, 3], domain }], seed)).toEqual([values]);
    }
  });
});

describe("numbers shrink", () => {
  const last = (domain: ValueDomain, wanted: (values: Float64Array) => boolean) =>
    new Set(smallest(numbers(4, domain), wanted).map(String));

  test("to the simplest of their domain", () => {
    expect(last("real", () => true)).toEqual(new Set(["0,0,0,0"]));
    expect(last("positive", () => true)).toEqual(new Set(["1,1,1,1"]));
    expect(last("nonzero", () => true)).toEqual(new Set(["1,1,1,1"]));
    expect(last("mask", () => true)).toEqual(new Set(["1,1,1,1"]));
    expect(last("distinct", () => true)).toEqual(new Set(["-2,-1,0,1"]));
    expect(last({ indexBelow: 7 }, () => true)).toEqual(new Set(["0,0,0,0"]));
    expect(last({ within: [[1000.3, 1000.6]] }, () => true)).toEqual(
      new Set(["1000.5,1000.5,1000.5,1000.5"]),
    );
  });

  test("no further than is wanted, each number alone", () => {
    expect(last("real", (values) => values[2] > 1.25)).toEqual(new Set(["0,0,2,0"]));
    expect(last("real", (values) => values[1] < -0.5)).toEqual(new Set(["0,-1,0,0"]));
    expect(last("mask", (values) => values[3] === 0)).toEqual(new Set(["1,1,1,0"]));
    expect(last({ indexBelow: 9 }, (values) => values[0] >= 5)).toEqual(new Set(["5,0,0,0"]));
    expect(last("distinct", ([a, b]) => a > b)).toEqual(new Set(["-1,-2,0,1"]));
    const unequal = last("real", ([a, b]) => a !== b && a !== 0 && b !== 0);
    for (const list of unequal) expect(list).toMatch(/^(-?[12]|0.5),(-?[12]|0.5),0,0$/);
  });

  test("in a few steps, however many there are", () => {
    const property = fc.property(numbers(1000, "real"), (values) => values[617] < 1.25);
    const { numShrinks, counterexample } = fc.check(property, { seed: 1 });
    expect(counterexample?.[0].filter((x) => x !== 0)).toEqual(new Float64Array([2]));
    expect(numShrinks).toBeLessThan(50);
  });
});

describe("distinct numbers", () => {
  test("are at least 0.05 apart, also while they shrink", () => {
    const apart = (values: Float64Array) =>
      values.toSorted().every((x, i, all) => i === 0 || x - all[i - 1] >= 0.05);
    for (const count of [2, 5, 9, 20, 60]) {
      const drawn = smallest(numbers(count, "distinct"), (values) => {
        expect(apart(values)).toBe(true);
        return values[0] > values[1];
      });
      expect(drawn.every(apart)).toBe(true);
    }
  });
});

describe("the numbers away from kinks", () => {
  test("are those of the range that are at least the margin from every kink", () => {
    const kinks = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { maxLength: 4 });
    fc.assert(
      fc.property(
        kinks,
        fc.double({ min: 0.01, max: 0.3, noNaN: true }),
        fc.nat(),
        (at, margin, seed) => {
          const [values] = numbersFor([{ shape: [50], domain: awayFromKinks(at, margin) }], seed);
          for (const x of values) {
            expect(Math.abs(x)).toBeLessThanOrEqual(3);
            // A margin's end is rounded once.
            for (const kink of at) expect(Math.abs(x - kink)).toBeGreaterThan(margin - 1e-15);
          }
        },
      ),
      runs(200),
    );
  });

  test("lie on both sides of each", () => {
    expect(awayFromKinks([1, 0], 0.25)).toEqual({ within: [[-3, -0.25], [0.25, 0.75], [1.25, 3]] }); // prettier-ignore
    expect(awayFromKinks([], 1, [0, 6])).toEqual({ within: [[0, 6]] });
    expect(awayFromKinks([0, 0.1], 0.2, [-1, 1])).toEqual({
      within: [
        [-1, -0.2],
        [expect.closeTo(0.3, 12), 1],
      ],
    });
  });

  test("must be some", () => {
    expect(() => awayFromKinks([0, 1], 2, [-1, 1])).toThrow(
      "awayFromKinks: the range must reach farther than the margins; got [-1, 1] and 2 around 0, 1",
    );
  });
});

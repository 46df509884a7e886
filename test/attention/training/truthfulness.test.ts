import { choose, truthAt, truths, type TruthName } from "@heed/attention";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const updates = fc.integer({ min: 1, max: 1e6 });
const names = Object.keys(truths) as TruthName[];

describe.each(names)("%s", (name) => {
  test("is a probability that never rises, and near 1 at first", () => {
    const choice = choose(truths, name);
    expect(truthAt(choice, 1)).toBeGreaterThan(0.999);
    fc.assert(
      fc.property(updates, updates, (a, b) => {
        const [early, late] = [truthAt(choice, Math.min(a, b)), truthAt(choice, Math.max(a, b))];
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThanOrEqual(early);
        expect(early).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test("constant is the probability that it is set to", () => {
  expect(truthAt(choose(truths, "constant", { probability: 0.75 }), 1000)).toBe(0.75);
});

test("the curves of Bengio 2015, §2.4, after i updates", () => {
  const after = (name: TruthName, settings: Readonly<Record<string, number>>, i: number) =>
    truthAt(choose(truths, name, settings), i + 1);
  const line = { least: 0.25, offset: 0.9, slope: 0.01 };
  expect(after("linear", line, 0)).toBe(0.9);
  expect(after("linear", line, 40)).toBeCloseTo(0.5, 15);
  expect(after("linear", line, 1000)).toBe(0.25);
  expect(after("exponential", { base: 0.5 }, 0)).toBe(1);
  expect(after("exponential", { base: 0.5 }, 3)).toBe(0.125);
  expect(after("inverse-sigmoid", { k: 10 }, 0)).toBeCloseTo(10 / 11, 15);
  expect(after("inverse-sigmoid", { k: 10 }, 10 * Math.log(10))).toBeCloseTo(0.5, 14);
});

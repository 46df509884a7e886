import { composite } from "@heed/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sample } from "./sample.js";
import { smallest } from "./smallest.js";

/** A length, then as many numbers. */
const list = composite((draw) => {
  const length = draw(fc.integer, { min: 0, max: 9 });
  return Array.from({ length }, () => draw(fc.nat, { max: 100 }));
});

test("the same seed and path lead to the same counterexample", () => {
  for (let seed = 0; seed < 20; seed++) {
    const property = fc.property(fc.tuple(list, list), ([a, b]) => {
      expect([...a, ...b].filter((n) => n > 50).length).toBeLessThan(3);
    });
    const found = fc.check(property, { seed, numRuns: 1000 });
    expect(found.counterexamplePath).toContain(":");
    const again = fc.check(property, { seed, path: found.counterexamplePath ?? "" });
    expect(again.counterexample).toEqual(found.counterexample);
  }
});

test("what was drawn later shrinks, and so does what it depends on", () => {
  const wanted = smallest(list, (numbers) => numbers.includes(77));
  expect(new Set(wanted.map(String))).toEqual(new Set(["77"]));
});

test("when a choice shrinks, later ones stay as they are where they still can", () => {
  const pair = composite((draw) => {
    const max = draw(fc.integer, { min: 10, max: 1000 });
    return { max, n: draw(fc.nat, { max }) };
  });
  let kept = 0;
  for (let seed = 0; seed < 20; seed++) {
    let last = { max: 0, n: 0 };
    const property = fc.property(pair, (drawn) => {
      if (drawn.max < last.max && last.n <= drawn.max) kept += drawn.n === last.n ? 1 : -1000;
      if (drawn.n <= 5) return;
      last = drawn;
      throw new Error("shrink");
    });
    fc.check(property, { seed });
    expect(last).toEqual({ max: 10, n: 6 });
  }
  expect(kept).toBeGreaterThan(10);
});

test("two of them draw different things", () => {
  const same = sample(fc.tuple(list, list), 200).filter(([a, b]) => String(a) === String(b));
  expect(same.length).toBeLessThan(60);
});

test("arbitraries that are made once can be drawn from as they are", () => {
  const digit = fc.nat({ max: 9 });
  const two = composite((draw) => [draw(digit), draw(digit)]);
  expect(smallest(two, ([a, b]) => a + b > 11).every(([a, b]) => a + b === 12)).toBe(true);
});

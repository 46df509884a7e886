import { broadcastShapes, sizeOf } from "@heed/tensor";
import { broadcastableShapes, broadcastableTo, permutation, shape } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { sample } from "./sample.js";
import { smallest } from "./smallest.js";

describe("shapes", () => {
  test("have ranks and sizes within the bounds, and all of them occur", () => {
    const bounds = fc.record({
      minRank: fc.nat({ max: 3 }),
      ranks: fc.nat({ max: 2 }),
      minSize: fc.nat({ max: 2 }),
      sizes: fc.nat({ max: 9 }),
    });
    fc.assert(
      fc.property(bounds, ({ minRank, ranks, minSize, sizes }) => {
        const [maxRank, maxSize] = [minRank + ranks, minSize + sizes];
        const drawn = sample(shape({ minRank, maxRank, minSize, maxSize }), 2000);
        const seen = new Set(drawn.map(({ length }) => length));
        expect(seen).toEqual(new Set(Array.from({ length: ranks + 1 }, (_, i) => minRank + i)));
        const extents = drawn.flat();
        expect(extents.every((n) => minSize <= n && n <= maxSize)).toBe(true);
        if (maxRank > 0) expect(Math.min(...extents)).toBe(minSize);
        if (maxRank > 0) expect(Math.max(...extents)).toBe(maxSize);
      }),
      runs(20),
    );
  });

  test("are small unless said, and never empty", () => {
    const drawn = sample(shape(), 500);
    expect(Math.max(...drawn.map(({ length }) => length))).toBe(3);
    expect(Math.max(...drawn.flat())).toBe(4);
    expect(Math.min(...drawn.flat())).toBe(1);
  });

  test("shrink to as few and as short axes as are wanted", () => {
    const [any, long] = [shape({ minSize: 0 }), shape({ maxSize: 20 })];
    expect(new Set(smallest(any, () => true).map(String))).toEqual(new Set([""]));
    expect(smallest(any, (s) => s.some((n) => n >= 3))).toEqual(Array(20).fill([3]));
    expect(smallest(any, (s) => s.length >= 2)).toEqual(Array(20).fill([1, 1]));
    expect(smallest(any, (s) => s.includes(0))).toEqual(Array(20).fill([0]));
    expect(smallest(long, (s) => s.some((n) => n > 7))).toEqual(Array(20).fill([8]));
    expect(smallest(any, (s) => sizeOf(s) > 5 && s.length === 2).every((s) => sizeOf(s) <= 8)).toBe(
      true,
    );
  });
});

describe("shapes that broadcast", () => {
  test("have the result that they say, within the bounds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(), (count, seed) => {
        const options = { maxRank: 3, minSize: 0, maxSize: 3 };
        for (const { shapes, result } of fc.sample(broadcastableShapes(count, options), {
          seed,
          numRuns: 20,
        })) {
          expect(shapes).toHaveLength(count);
          expect(broadcastShapes("test", ...shapes)).toEqual(result);
          expect(result.length).toBeLessThanOrEqual(3);
          expect(result.every((n) => n <= 3)).toBe(true);
        }
      }),
      runs(50),
    );
  });

  test("stretch in every way: leading axes missing, sizes of 1 on either side, both at once", () => {
    const drawn = sample(broadcastableShapes(2), 5000).map(({ shapes }) => shapes);
    const some = (holds: (a: number[], b: number[]) => boolean) =>
      expect(drawn.filter(([a, b]) => holds(a, b)).length).toBeGreaterThan(10);
    some((a, b) => a.length < b.length && a.length > 0);
    some((a, b) => a.length > b.length && b.length > 0);
    some(
      (a, b) =>
        a.length === 2 && b.length === 2 && a[0] === 1 && b[0] > 1 && b[1] === 1 && a[1] > 1,
    );
    some((a, b) => a.length > 0 && String(a) === String(b) && Math.min(...a) > 1);
  });

  test("shrink to equal ones, and stretch only where that is wanted", () => {
    const pair = broadcastableShapes(2);
    const last = (wanted: (a: number[], b: number[]) => boolean) =>
      smallest(pair, ({ shapes: [a, b] }) => wanted(a, b)).map(({ shapes }) =>
        JSON.stringify(shapes),
      );
    expect(new Set(last(() => true))).toEqual(new Set(["[[],[]]"]));
    expect(new Set(last((a) => a.includes(3)))).toEqual(new Set(["[[3],[3]]"]));
    expect(new Set(last((a, b) => sizeOf(a) !== sizeOf(b) && a.length === b.length))).toEqual(
      new Set(["[[1],[2]]", "[[2],[1]]"]),
    );
  });

  test("a shape that stretches to another does, and shrinks to it", () => {
    fc.assert(
      fc.property(shape({ minSize: 0 }), fc.nat(), (target, seed) => {
        for (const small of fc.sample(broadcastableTo(target), { seed, numRuns: 10 })) {
          expect(broadcastShapes("test", small, target)).toEqual(target);
        }
      }),
      runs(50),
    );
    expect(smallest(broadcastableTo([2, 3]), () => true)).toEqual(Array(20).fill([2, 3]));
  });
});

describe("permutations", () => {
  test("are all about equally likely, and shrink to ascending order", () => {
    const drawn = fc.sample(fc.noBias(permutation(3)), { numRuns: 6000, seed: 1 }).map(String);
    const orders = new Set(drawn);
    expect(orders).toEqual(new Set(["0,1,2", "0,2,1", "1,0,2", "1,2,0", "2,0,1", "2,1,0"]));
    // Each is as binomial as B(6000, 1/6), with a deviation of 29.
    for (const order of orders) {
      expect(Math.abs(drawn.filter((one) => one === order).length - 1000)).toBeLessThan(5 * 29);
    }
    expect(smallest(permutation(5), () => true)).toEqual(Array(20).fill([0, 1, 2, 3, 4]));
    expect(permutation(0)).toBeDefined();
    expect(sample(permutation(0), 1)).toEqual([[]]);
  });
});

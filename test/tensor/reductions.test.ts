/**
 * @file Sums, means, maxima over any axes.
 */
import { ops, reference, scope, ShapeError, tensor, zeros, type Shape } from "@heed/tensor";
import { shape } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { indicesOf, rank } from "../support/indices.js";
import { numbersOf, wholeNumbers, wholeTensor } from "../support/integers.js";
import { runs } from "../support/runs.js";

/** A shape and some of its axes, in any order, some counted from the end. */
function reduction(minSize: number): fc.Arbitrary<{ shape: number[]; axes: number[] }> {
  return shape({ minRank: 1, maxRank: 4, minSize, maxSize: 20 }).chain((shape) =>
    fc.tuple(fc.shuffledSubarray([...shape.keys()]), fc.boolean()).map(([axes, fromEnd]) => ({
      shape,
      axes: fromEnd ? axes.map((axis) => axis - shape.length) : axes,
    })),
  );
}

/** For each result of a reduction, in row-major order, what goes into it. */
function groups(shape: Shape, axes: readonly number[], numbers: readonly number[]): number[][] {
  const reduced = axes.map((axis) => (axis < 0 ? axis + shape.length : axis));
  const kept = shape.map((extent, d) => (reduced.includes(d) ? 1 : extent));
  const found = Array.from(indicesOf(kept), (): number[] => []);
  let i = 0;
  for (const index of indicesOf(shape)) {
    found[
      rank(
        index.map((n, d) => (reduced.includes(d) ? 0 : n)),
        kept,
      )
    ].push(numbers[i++]);
  }
  return found;
}

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test("a sum adds what index arithmetic says, axes kept or not", async () => {
      await fc.assert(
        fc.asyncProperty(reduction(0), fc.nat(), async ({ shape, axes }, seed) => {
          const numbers = wholeNumbers(shape, seed);
          using x = tensor(numbers, { backend, shape });
          using total = ops.sum(x, { axes });
          using kept = ops.sum(x, { axes, keepDims: true });
          const expected = groups(shape, axes, numbers).map((group) =>
            group.reduce((a, b) => a + b, 0),
          );
          expect(await numbersOf(total)).toEqual(expected);
          expect(await numbersOf(kept)).toEqual(expected);
          expect(kept.shape).toHaveLength(shape.length);
        }),
        runs(40),
      );
    });

    test("a maximum is the largest, and argmax is the first place where it is", async () => {
      await fc.assert(
        fc.asyncProperty(reduction(1), fc.nat(), async ({ shape, axes }, seed) => {
          const numbers = wholeNumbers(shape, seed);
          using x = tensor(numbers, { backend, shape });
          using top = ops.max(x, { axes });
          using at = ops.argmax(x, { axes });
          const expected = groups(shape, axes, numbers);
          expect(await numbersOf(top)).toEqual(expected.map((group) => Math.max(...group)));
          expect(at.dtype).toBe("int32");
          expect(await numbersOf(at)).toEqual(
            expected.map((group) => group.indexOf(Math.max(...group))),
          );
        }),
        runs(40),
      );
    });

    test("summing over axes one by one is summing over them at once", async () => {
      await fc.assert(
        fc.asyncProperty(
          shape({ minRank: 2, maxRank: 4, minSize: 0 }),
          fc.nat(),
          async (shape, seed) => {
            using x = wholeTensor(shape, seed, backend);
            using atOnce = ops.sum(x, { axes: [0, 1] });
            using oneByOne = scope(() => ops.sum(ops.sum(x, { axes: [1] }), { axes: [0] }));
            expect(await numbersOf(atOnce)).toEqual(await numbersOf(oneByOne));
          },
        ),
        runs(30),
      );
    });

    test("the sum of nothing is 0, and the largest of nothing is refused", async () => {
      using nothing = zeros([2, 0], { backend });
      using total = ops.sum(nothing, { axes: [1] });
      expect(await numbersOf(total)).toEqual([0, 0]);
      for (const refuse of [ops.max, ops.argmax, ops.logSumExp]) {
        expect(() => refuse(nothing, { axes: [1] })).toThrow(ShapeError);
      }
    });

    test("a mean lies between the smallest and the largest, and is exact for equal elements", async () => {
      using x = tensor(
        [
          [1, 2, 6],
          [5, 5, 5],
        ],
        { backend },
      );
      using means = ops.mean(x, { axes: [-1] });
      const [first, second] = await numbersOf(means);
      expect(first).toBeCloseTo(3, 6);
      expect(second).toBeCloseTo(5, 6);
    });

    test("sumSquares is the sum of the squares, whatever the view", async () => {
      await fc.assert(
        fc.asyncProperty(
          shape({ minRank: 2, maxRank: 3, minSize: 0, maxSize: 20 }),
          fc.nat(),
          async (shape, seed) => {
            using x = wholeTensor(shape, seed, backend);
            using turned = ops.transpose(x);
            using total = ops.sumSquares(turned);
            const expected = (await numbersOf(x)).reduce((sum, value) => sum + value * value, 0);
            expect(total.shape).toEqual([]);
            expect(await numbersOf(total)).toEqual([expected]);
          },
        ),
        runs(30),
      );
    });
  });
}

test("an axis is named once, and lies in the tensor", () => {
  using x = zeros([2, 3], { backend: reference });
  expect(() => ops.sum(x, { axes: [1, -1] })).toThrow("sum: axes must be distinct; got [1, -1]");
  expect(() => ops.sum(x, { axes: [2] })).toThrow(
    "sum: axis must lie in -2…1; got 2 (the tensor has 2 axes)",
  );
});

/**
 * @file Broadcasting: shapes aligned at the right, a size of 1 stretches; and its dual, the sum.
 */
import { broadcastShapes, ops, scope, sizeOf, tensor, type Tensor } from "@heed/tensor";
import { broadcastableShapes, broadcastableTo, shape } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { broadcastIndex, rank, tabulate } from "../support/indices.js";
import { dot, numbersOf, wholeNumbers, wholeTensor } from "../support/integers.js";
import { runs } from "../support/runs.js";

/** Two shapes that broadcast with each other, sizes of 0 among them. */
const pairs = broadcastableShapes(2, { minSize: 0 });

describe("shapes", () => {
  test("broadcasting is commutative, associative, and does nothing to a shape with itself", () => {
    const triple = shape({ minRank: 0, maxRank: 3, minSize: 0 }).chain((shape) =>
      fc.tuple(broadcastableTo(shape), broadcastableTo(shape), broadcastableTo(shape)),
    );
    fc.assert(
      fc.property(triple, ([a, b, c]) => {
        const join = (x: number[], y: number[]) => broadcastShapes("test", x, y);
        expect(join(a, b)).toEqual(join(b, a));
        expect(join(join(a, b), c)).toEqual(join(a, join(b, c)));
        expect(join(a, a)).toEqual(a);
        expect(join(a, [])).toEqual(a);
        expect(broadcastShapes("test", a, b, c)).toEqual(join(join(a, b), c));
      }),
      runs(200),
    );
  });

  test("sizes that differ and are not 1 do not broadcast, and the error names axis and sizes", () => {
    expect(() => broadcastShapes("add", [2, 3], [2])).toThrow(
      "add: shapes must broadcast; got (2, 3) and (2) (3 ≠ 2 on axis -1)",
    );
    expect(() => broadcastShapes("add", [4, 3], [5, 2, 3])).toThrow(
      "add: shapes must broadcast; got (4, 3) and (5, 2, 3) (4 ≠ 2 on axis -2)",
    );
  });
});

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test("two operands meet element by element, the stretched ones again and again", async () => {
      await fc.assert(
        fc.asyncProperty(pairs, fc.nat(), async ({ shapes: [a, b] }, seed) => {
          const [x, y] = [wholeNumbers(a, seed), wholeNumbers(b, seed + 1)];
          const shape = broadcastShapes("test", a, b);
          const expected = tabulate(
            shape,
            (index) => x[rank(broadcastIndex(index, a), a)] - y[rank(broadcastIndex(index, b), b)],
          );
          using left = tensor(x, { backend, shape: a });
          using right = tensor(y, { backend, shape: b });
          using difference = ops.sub(left, right);
          expect(difference.shape).toEqual(shape);
          expect(await numbersOf(difference)).toEqual(expected);
        }),
        runs(60),
      );
    });

    test("a number is a tensor of no axes", async () => {
      using x = wholeTensor([2, 3], 1, backend);
      using two = tensor(2, { backend });
      using a = ops.mul(x, 2);
      using b = ops.mul(x, two);
      using c = ops.mul(2, x);
      expect(await a.data()).toEqual(await b.data());
      expect(await a.data()).toEqual(await c.data());
    });

    test("summing is the adjoint of stretching: ⟨expand x, y⟩ = ⟨x, sumTo y⟩", async () => {
      const pair = shape({ minRank: 0, maxRank: 4, minSize: 0 }).chain((large) =>
        fc.tuple(broadcastableTo(large), fc.constant(large)),
      );
      await fc.assert(
        fc.asyncProperty(pair, fc.nat(), async ([small, large], seed) => {
          using x = wholeTensor(small, seed, backend);
          using y = wholeTensor(large, seed + 1, backend);
          using stretched = ops.expand(x, { shape: large });
          using summed = ops.sumTo(y, { shape: small });
          expect(summed.shape).toEqual(small);
          expect(dot(await numbersOf(stretched), await numbersOf(y))).toBe(
            dot(await numbersOf(x), await numbersOf(summed)),
          );
        }),
        runs(60),
      );
    });

    test("where chooses cell by cell, whatever the other choice holds", async () => {
      using mask = tensor([1, 0, 1], { backend, dtype: "int32" });
      using a = tensor([1, NaN, Infinity], { backend });
      using b = tensor([[NaN], [5]], { backend });
      using chosen = ops.where(mask, a, b);
      expect(await numbersOf(chosen)).toEqual([1, NaN, Infinity, 1, 5, Infinity]);
    });

    test("greater and equal are 0 and 1, and complement each other", async () => {
      await fc.assert(
        fc.asyncProperty(pairs, fc.nat(), async ({ shapes: [a, b] }, seed) => {
          const parts = scope(() => {
            const x = wholeTensor(a, seed, backend);
            const y = wholeTensor(b, seed + 1, backend);
            return [ops.greater(x, y), ops.equal(x, y), ops.greater(y, x)];
          });
          const [over, same, under] = await readAll(parts);
          const one = over.map((o, i) => o + same[i] + under[i]);
          expect(one).toEqual(one.map(() => 1));
          expect(one).toHaveLength(sizeOf(broadcastShapes("test", a, b)));
        }),
        runs(30),
      );
    });
  });
}

async function readAll(tensors: readonly Tensor[]): Promise<number[][]> {
  const numbers = await Promise.all(tensors.map(numbersOf));
  for (const x of tensors) x.dispose();
  return numbers;
}

/**
 * @file Matrix products against the sums that define them, on whole numbers: exact in float32
 * whatever the order of the sum, whether products are rounded (they are not) or fused.
 */
import { broadcastShapes, ops, scope, tensor, zeros, type Shape, type Tensor } from "@heed/tensor";
import { broadcastableTo, layout, place, shape, viewKinds, type TensorData } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { broadcastIndex, rank, tabulate } from "../support/indices.js";
import { numbersOf, wholeNumbers, wholeTensor } from "../support/integers.js";
import { runs } from "../support/runs.js";

/** Sizes on both sides of register tiles and panels, none of them special. */
const size = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 45 }) },
);

/** Where all elements may differ. */
const unexpanded = viewKinds.filter((kind) => kind !== "expanded");

/** Two matrices, or batches of them, that can be multiplied, as any views. */
const factors = fc
  .record({ M: size, N: size, K: size, batch: shape({ minRank: 0, maxRank: 2, minSize: 0 }) })
  .chain(({ M, N, K, batch }) =>
    fc
      .tuple(broadcastableTo(batch), broadcastableTo(batch))
      .map(([left, right]) => ({ a: [...left, M, K], b: [...right, K, N] })),
  )
  .chain(({ a, b }) =>
    fc.record({
      a: fc.constant(a),
      b: fc.constant(b),
      aLayout: layout(a, unexpanded),
      bLayout: layout(b, unexpanded),
      seed: fc.nat(),
    }),
  );

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test("a product is the sum over the inner axis, for any batch, view and size", async () => {
      await fc.assert(
        fc.asyncProperty(factors, async ({ a, b, aLayout, bLayout, seed }) => {
          const [x, y] = [wholeNumbers(a, seed), wholeNumbers(b, seed + 1)];
          const K = a[a.length - 1];
          const batch = broadcastShapes("test", a.slice(0, -2), b.slice(0, -2));
          const shape = [...batch, a[a.length - 2], b[b.length - 1]];
          const expected = tabulate(shape, (index) => {
            const [m, n] = index.slice(-2);
            const [left, right] = [a, b].map((s) =>
              broadcastIndex(index.slice(0, -2), s.slice(0, -2)),
            );
            let total = 0;
            for (let k = 0; k < K; k++) {
              total += x[rank([...left, m, k], a)] * y[rank([...right, k, n], b)];
            }
            return total;
          });
          using left = place({ ...numbers(x, a), layout: aLayout }, { backend });
          using right = place({ ...numbers(y, b), layout: bLayout }, { backend });
          using product = ops.matmul(left, right);
          expect(product.shape).toEqual(shape);
          expect(await numbersOf(product)).toEqual(expected);
        }),
        runs(60),
      );
    });

    test("the transpose of a product is the product of the transposes, turned round", async () => {
      await fc.assert(
        fc.asyncProperty(size, size, size, fc.nat(), async (M, N, K, seed) => {
          const [left, right] = scope((): [Tensor, Tensor] => {
            const a = wholeTensor([M, K], seed, backend);
            const b = wholeTensor([K, N], seed + 1, backend);
            return [
              ops.transpose(ops.matmul(a, b)),
              ops.matmul(ops.transpose(b), ops.transpose(a)),
            ];
          });
          using a = left;
          using b = right;
          expect(await numbersOf(a)).toEqual(await numbersOf(b));
        }),
        runs(30),
      );
    });

    test("the identity changes nothing, and an inner size of 0 gives zeros", async () => {
      using x = wholeTensor([3, 3], 1, backend);
      using identity = tensor(
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        { backend },
      );
      using same = ops.matmul(x, identity);
      expect(await numbersOf(same)).toEqual(await numbersOf(x));
      using a = zeros([2, 0], { backend });
      using b = zeros([0, 3], { backend });
      using nothing = ops.matmul(a, b);
      expect(await numbersOf(nothing)).toEqual([0, 0, 0, 0, 0, 0]);
    });

    test("transposed and sliced operands are not copied", () => {
      using x = wholeTensor([8, 8], 1, backend);
      using turned = ops.transpose(x);
      using part = ops.slice(turned, { axis: 1, start: 2, end: 6 });
      const before = backend.live.storages;
      using product = ops.matmul(turned, part);
      expect(product.shape).toEqual([8, 4]);
      expect(backend.live.storages).toBe(before + 1);
    });
  });
}

function numbers(values: readonly number[], shape: Shape): Omit<TensorData, "layout"> {
  return { shape, domain: "real", values: Float64Array.from(values) };
}

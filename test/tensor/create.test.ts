/**
 * @file Making tensors and reading them back, on every backend.
 */
import { arange, eye, full, ones, ShapeError, tensor, Tensor, zeros } from "@heed/tensor";
import { shape } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { wholeNumbers } from "../support/integers.js";
import { runs } from "../support/runs.js";

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test("what is read is what was given, nested or flat, in every element type", async () => {
      await fc.assert(
        fc.asyncProperty(
          shape({ minRank: 0, maxRank: 4, minSize: 0 }),
          fc.constantFrom(...backend.dtypes),
          fc.nat(),
          async (shape, dtype, seed) => {
            const numbers = wholeNumbers(shape, seed);
            using flat = tensor(numbers, { backend, dtype, shape });
            expect(flat.dtype).toBe(dtype);
            expect(flat.shape).toEqual(shape);
            expect(Array.from(await flat.data())).toEqual(numbers);
            // An outer size of 0 hides the sizes inside it.
            if (shape.includes(0)) return;
            using nested = tensor(flat.toArray(), { backend, dtype });
            expect(nested.shape).toEqual(shape);
            expect(Array.from(await nested.data())).toEqual(numbers);
          },
        ),
        runs(60),
      );
    });

    test("NaN and both infinities survive the way in and out", async () => {
      using x = tensor([NaN, Infinity, -Infinity, -0], { backend });
      expect(Array.from(await x.data())).toEqual([NaN, Infinity, -Infinity, -0]);
    });

    test("filled tensors hold what their names say", () => {
      const show = (x: Tensor): unknown => {
        using held = x;
        return held.toArray();
      };
      expect(show(zeros([2, 1], { backend }))).toEqual([[0], [0]]);
      expect(show(ones([2], { backend }))).toEqual([1, 1]);
      expect(show(full([], 2.5, { backend }))).toBe(2.5);
      expect(show(arange(4, { backend, dtype: "int32" }))).toEqual([0, 1, 2, 3]);
      expect(show(arange(0, { backend }))).toEqual([]);
      expect(show(eye(2, { backend }))).toEqual([
        [1, 0],
        [0, 1],
      ]);
      expect(show(eye(0, { backend }))).toEqual([]);
    });

    test("a single element is an item, whatever the axes; any other number is not", () => {
      using one = full([1, 1], 3, { backend });
      expect(one.item()).toBe(3);
      using two = zeros([2], { backend });
      expect(() => two.item()).toThrow("item: the tensor must hold one element; got (2)");
      using none = zeros([0], { backend });
      expect(() => none.item()).toThrow(ShapeError);
    });

    test("a result says which backend computed it", () => {
      using x = zeros([1], { backend });
      expect(x.backend).toBe(backend);
      expect(backend.name.startsWith(x.execution.backend)).toBe(true);
    });
  });
}

test("a tensor moves between any two backends, as it is seen", async () => {
  for (const from of Object.values(builds)) {
    for (const to of Object.values(builds)) {
      using x = tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { backend: from },
      );
      using turned = x.view([2, 2], [1, 2]);
      using moved = await turned.to(to);
      using integers = await turned.to(to, "int32");
      expect(moved.backend).toBe(to);
      expect(moved.toArray()).toEqual([
        [1, 3],
        [2, 4],
      ]);
      expect(Array.from(await integers.data())).toEqual([1, 3, 2, 4]);
    }
  }
});

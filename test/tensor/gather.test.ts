/**
 * @file Rows by index, and their sum back: each the other's adjoint.
 */
import { IndexError, ops, scope, ShapeError, sizeOf, tensor, zeros } from "@heed/tensor";
import { shape } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { dot, numbersOf, wholeNumbers, wholeTensor } from "../support/integers.js";
import { runs } from "../support/runs.js";

/** A table of V rows of E cells, and indices of any shape into it. */
const lookups = fc
  .record({
    V: fc.integer({ min: 1, max: 12 }),
    E: fc.integer({ min: 0, max: 20 }),
    shape: shape({ minRank: 0, maxRank: 2, minSize: 0 }),
    seed: fc.nat(),
  })
  .chain((lookup) =>
    fc.record({
      V: fc.constant(lookup.V),
      E: fc.constant(lookup.E),
      shape: fc.constant(lookup.shape),
      seed: fc.constant(lookup.seed),
      ids: fc.array(fc.nat({ max: lookup.V - 1 }), {
        minLength: sizeOf(lookup.shape),
        maxLength: sizeOf(lookup.shape),
      }),
    }),
  );

for (const [name, backend] of Object.entries(builds)) {
  const int32 = { backend, dtype: "int32" } as const;

  describe(name, () => {
    test("gathering takes the rows that indices name", async () => {
      await fc.assert(
        fc.asyncProperty(lookups, async ({ V, E, shape, seed, ids }) => {
          const cells = wholeNumbers([V, E], seed);
          using table = tensor(cells, { backend, shape: [V, E] });
          using at = tensor(ids, { ...int32, shape });
          using rows = ops.gatherRows(table, at);
          expect(rows.shape).toEqual([...shape, E]);
          expect(await numbersOf(rows)).toEqual(
            ids.flatMap((id) => cells.slice(id * E, (id + 1) * E)),
          );
        }),
        runs(40),
      );
    });

    test("scattering is the adjoint of gathering: ⟨gather table, x⟩ = ⟨table, scatter x⟩", async () => {
      await fc.assert(
        fc.asyncProperty(lookups, async ({ V, E, shape, seed, ids }) => {
          using table = wholeTensor([V, E], seed, backend);
          using x = wholeTensor([...shape, E], seed + 1, backend);
          using at = tensor(ids, { ...int32, shape });
          using gathered = ops.gatherRows(table, at);
          using scattered = ops.scatterRows(x, at, { rows: V });
          expect(scattered.shape).toEqual([V, E]);
          expect(dot(await numbersOf(gathered), await numbersOf(x))).toBe(
            dot(await numbersOf(table), await numbersOf(scattered)),
          );
        }),
        runs(40),
      );
    });

    test("gathering is the product of one-hot rows with the table", async () => {
      await fc.assert(
        fc.asyncProperty(lookups, async ({ V, E, shape, seed, ids }) => {
          using table = wholeTensor([V, E], seed, backend);
          using at = tensor(ids, { ...int32, shape: [sizeOf(shape)] });
          using gathered = ops.gatherRows(table, at);
          using product = scope(() =>
            ops.matmul(ops.oneHot(at, { classes: V, dtype: "float32" }), table),
          );
          expect(await numbersOf(gathered)).toEqual(await numbersOf(product));
        }),
        runs(30),
      );
    });

    test("many indices into a large table are scattered as few into a small one", async () => {
      const [V, E, N] = [70, 60, 300];
      const cells = wholeNumbers([N, E], 3);
      const ids = wholeNumbers([N], 4).map((id) => ((id % V) + V) % V);
      const expected = new Array<number>(V * E).fill(0);
      cells.forEach((cell, i) => {
        expected[ids[Math.floor(i / E)] * E + (i % E)] += cell;
      });
      using x = tensor(cells, { backend, shape: [N, E] });
      using at = tensor(ids, int32);
      using table = ops.scatterRows(x, at, { rows: V });
      expect(await numbersOf(table)).toEqual(expected);
    });

    test("the row of an ignored index is all zeros", async () => {
      using ids = tensor([0, 2, 1], int32);
      using rows = ops.oneHot(ids, { classes: 3, dtype: "int32", ignoreIndex: 2 });
      expect(rows.dtype).toBe("int32");
      expect(rows.toArray()).toEqual([
        [1, 0, 0],
        [0, 0, 0],
        [0, 1, 0],
      ]);
    });

    test("an index of no row is refused, or on a GPU gives zeros: nothing beside the table is read", async () => {
      for (const id of [-1, 3]) {
        // The table lies between others' numbers.
        using cells = tensor(new Float32Array(10).fill(7), { backend, shape: [5, 2] });
        using table = ops.slice(cells, { axis: 0, start: 1, end: 4 });
        using ids = tensor([2, id], int32);
        if (backend.name.startsWith("gpu")) {
          using rows = ops.gatherRows(table, ids);
          expect(await numbersOf(rows)).toEqual([7, 7, 0, 0]);
          using sums = ops.scatterRows(rows, ids, { rows: 3 });
          expect(await numbersOf(sums)).toEqual([0, 0, 0, 0, 7, 7]);
        } else {
          using rows = zeros([2, 2], { backend });
          const refused = (where: string) =>
            new IndexError(where, "indices must lie in 0…2", `${id} at position 1`);
          expect(() => ops.gatherRows(table, ids)).toThrow(refused("gatherRows"));
          expect(() => ops.scatterRows(rows, ids, { rows: 3 })).toThrow(refused("scatterRows"));
        }
      }
    });

    test("a table has two axes, and there is a row for each index", () => {
      using ids = zeros([2], int32);
      using flat = zeros([4], { backend });
      using rows = zeros([3, 4], { backend });
      expect(() => ops.gatherRows(flat, ids)).toThrow(ShapeError);
      expect(() => ops.scatterRows(rows, ids, { rows: 5 })).toThrow(ShapeError);
    });
  });
}

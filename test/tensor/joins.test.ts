/**
 * @file Joining and taking apart: each undoes the other, for elements of any type.
 */
import { ops, scope, ShapeError, tensor, zeros, type Tensor } from "@heed/tensor";
import { shape } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { indicesOf, rank } from "../support/indices.js";
import { numbersOf, wholeTensor } from "../support/integers.js";
import { runs } from "../support/runs.js";

/** A shape, one of its axes, and sizes of parts along it, some of them empty. */
const cuts = fc
  .tuple(
    shape({ minRank: 1, maxRank: 3, minSize: 0 }),
    fc.nat({ max: 2 }),
    fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 9 }),
  )
  .map(([shape, at, sizes]) => {
    const axis = at % shape.length;
    return {
      shape: shape.with(
        axis,
        sizes.reduce((a, b) => a + b, 0),
      ),
      axis,
      sizes,
    };
  });

const dtypes = fc.constantFrom("float32" as const, "int32" as const);

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test("joining the parts of a split gives the whole back", async () => {
      await fc.assert(
        fc.asyncProperty(cuts, dtypes, fc.nat(), async ({ shape, axis, sizes }, dtype, seed) => {
          using whole = wholeTensor(shape, seed, backend, dtype);
          const parts = ops.split(whole, { axis, sizes });
          expect(parts.map((part) => part.shape[axis])).toEqual(sizes);
          using joined = ops.concat(parts, { axis: axis - shape.length });
          for (const part of parts) part.dispose();
          expect(joined.dtype).toBe(dtype);
          expect(joined.shape).toEqual(shape);
          expect(await numbersOf(joined)).toEqual(await numbersOf(whole));
        }),
        runs(60),
      );
    });

    test("stacking the slices of an axis gives the whole back", async () => {
      const axes = shape({ minRank: 1, maxRank: 3 }).chain((shape) =>
        fc.tuple(fc.constant(shape), fc.nat({ max: shape.length - 1 })),
      );
      await fc.assert(
        fc.asyncProperty(axes, dtypes, fc.nat(), async ([shape, axis], dtype, seed) => {
          using whole = wholeTensor(shape, seed, backend, dtype);
          using stacked = scope(() => ops.stack(ops.unstack(whole, { axis }), { axis }));
          expect(stacked.shape).toEqual(shape);
          expect(await numbersOf(stacked)).toEqual(await numbersOf(whole));
        }),
        runs(30),
      );
    });

    test("a part of a join is what was joined there", async () => {
      using a = wholeTensor([2, 3], 1, backend);
      using b = wholeTensor([2, 2], 2, backend);
      using joined = ops.concat([a, b, a], { axis: 1 });
      expect(joined.shape).toEqual([2, 8]);
      using middle = ops.slice(joined, { axis: 1, start: 3, end: 5 });
      using last = ops.slice(joined, { axis: -1, start: 5, end: 8 });
      expect(await numbersOf(middle)).toEqual(await numbersOf(b));
      expect(await numbersOf(last)).toEqual(await numbersOf(a));
    });

    test("padding adds cells of the value at both ends, and slicing takes them off again", async () => {
      const pads = fc.record({
        shape: shape({ minRank: 1, maxRank: 3, minSize: 0 }),
        at: fc.nat({ max: 2 }),
        before: fc.nat({ max: 3 }),
        after: fc.nat({ max: 3 }),
        value: fc.constantFrom(undefined, 7),
        seed: fc.nat(),
      });
      await fc.assert(
        fc.asyncProperty(pads, async ({ shape, at, before, after, value, seed }) => {
          const axis = at % shape.length;
          const extent = shape[axis];
          using x = wholeTensor(shape, seed, backend);
          const numbers = await numbersOf(x);
          using padded = ops.pad(x, { axis, before, after, ...(value !== undefined && { value }) });
          const wide = shape.with(axis, before + extent + after);
          expect(padded.shape).toEqual(wide);
          expect(await numbersOf(padded)).toEqual(
            Array.from(indicesOf(wide), (index) => {
              const i = index[axis] - before;
              if (i < 0 || i >= extent) return value ?? 0;
              return numbers[rank(index.with(axis, i), shape)];
            }),
          );
        }),
        runs(40),
      );
    });

    test("what does not fit is refused", () => {
      using a = zeros([2, 3], { backend });
      using b = zeros([2, 4], { backend });
      const refused: (() => Tensor | Tensor[])[] = [
        () => ops.concat([a, b], { axis: 0 }),
        () => ops.stack([a, b], { axis: 0 }),
        () => ops.split(a, { axis: 1, sizes: [1, 1] }),
        () => ops.split(a, { axis: 1, sizes: [5, -2] }),
        () => ops.split(a, { axis: 1, sizes: [1.5, 1.5] }),
        () => ops.pad(a, { axis: 0, before: -1, after: 0 }),
        () => ops.slice(a, { axis: 0, start: 1, end: 3 }),
        () => ops.concat([], { axis: 0 }),
        () => ops.unstack(a, { axis: 2 }),
      ];
      const before = { ...backend.live };
      for (const refuse of refused) expect(refuse).toThrow(ShapeError);
      expect(backend.live).toEqual(before);
    });
  });
}

test("a row joined with itself many times repeats", () => {
  for (const backend of Object.values(builds)) {
    using row = tensor([1, 2], { backend });
    using joined = ops.concat(
      Array.from({ length: 100 }, () => row),
      { axis: 0 },
    );
    expect(joined.toArray()).toEqual(Array.from({ length: 200 }, (_, i) => 1 + (i % 2)));
  }
});

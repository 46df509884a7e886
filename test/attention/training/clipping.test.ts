import { clipFactor, globalNorm } from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { reference, tensor } from "@heed/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { numbersOf } from "../model/numbersOf.js";

const epsilon = 2 ** -53;
/** Thousandths: squares of much smaller numbers would vanish. */
const number = fc.integer({ min: -10_000, max: 10_000 }).map((n) => n / 1000);
const trees = fc.tuple(...[1, 2, 3].map((n) => fc.array(number, { minLength: n, maxLength: n })));

const place = (vectors: readonly number[][]) =>
  vectors.map((numbers) => tensor(numbers, { backend: reference, dtype: "float64" }));

test("the global norm is that of all numbers together", async () => {
  await fc.assert(
    fc.asyncProperty(trees, async (vectors) => {
      const gradient = place(vectors);
      const { norm } = await numbersOf(() => ({ norm: globalNorm(gradient) }));
      const expected = Math.hypot(...vectors.flat());
      expect(Math.abs(norm[0] - expected)).toBeLessThanOrEqual(8 * epsilon * expected);
      disposeTree(gradient);
    }),
    runs(50),
  );
});

test("a clipped gradient has its own norm or the limit, whichever is smaller", async () => {
  await fc.assert(
    fc.asyncProperty(
      trees,
      fc.double({ min: 0.1, max: 50, noNaN: true }),
      async (vectors, limit) => {
        const gradient = place(vectors);
        const { factor } = await numbersOf(() => ({ factor: clipFactor(gradient, limit) }));
        const norm = Math.hypot(...vectors.flat());
        const expected = Math.min(norm, limit);
        expect(Math.abs(factor[0] * norm - expected)).toBeLessThanOrEqual(8 * epsilon * expected);
        disposeTree(gradient);
      },
    ),
    runs(50),
  );
});

test("a gradient of zero is left as it is", async () => {
  const gradient = place([[0], [0, 0]]);
  const { factor } = await numbersOf(() => ({ factor: clipFactor(gradient, 1) }));
  expect(factor[0]).toBe(1);
  disposeTree(gradient);
});

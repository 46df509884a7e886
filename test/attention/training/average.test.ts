import { averageParameters, movingAverage } from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { reference, tensor } from "@heed/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { numbersOf } from "../model/numbersOf.js";

const at = { backend: reference, dtype: "float64" } as const;
const place = (numbers: readonly number[]) => ({ w: tensor([...numbers], at) });
const vectors = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
  minLength: 3,
  maxLength: 3,
});

test("the average of weights is their mean, number by number", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(vectors, { minLength: 1, maxLength: 5 }), async (all) => {
      const trees = all.map(place);
      const { w } = await numbersOf(() => averageParameters(trees));
      Array.from(w).forEach((mean, i) => {
        const expected = all.reduce((sum, vector) => sum + vector[i], 0) / all.length;
        expect(Math.abs(mean - expected)).toBeLessThanOrEqual(2 * all.length * 2 ** -53 * 10);
      });
      disposeTree(trees);
    }),
    runs(50),
  );
});

test("the average of one is itself, bit by bit; of none there is no average", async () => {
  const tree = place([0.1, -2, 3e-5]);
  const { w } = await numbersOf(() => averageParameters([tree]));
  expect(Array.from(w)).toEqual([0.1, -2, 3e-5]);
  expect(() => averageParameters([])).toThrow(RangeError);
  disposeTree(tree);
});

test("a moving average is d of what it was and 1 − d of what is, and d rises to its decay", async () => {
  const [average, parameters] = [place([1]), place([0])];
  for (const [step, d] of [
    [1, 2 / 11],
    [8, 0.5],
    [1000, 0.9],
  ]) {
    const { w } = await numbersOf(() => movingAverage(average, parameters, 0.9, step));
    expect(w[0]).toBe(d);
  }
  disposeTree([average, parameters]);
});

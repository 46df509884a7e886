/**
 * @file Dropout and layer normalisation.
 */
import { ops, reference, ShapeError, tensor, zeros } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { numbersOf, wholeTensor } from "../support/integers.js";
import { runs } from "../support/runs.js";

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test("dropout keeps an element, scaled by 1 / (1 − rate), or makes it 0", async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.constantFrom(0, 0.5, 0.75), async (seed, rate) => {
          using x = wholeTensor([3, 20], seed, backend);
          using y = ops.dropout(x, { rate, seed });
          const [before, after] = [await numbersOf(x), await numbersOf(y)];
          // 1 / (1 − rate) is a power of 2, and the product therefore exact.
          after.forEach((value, i) => {
            expect([0, before[i] / (1 - rate)]).toContain(value);
            if (rate === 0) expect(value).toBe(before[i]);
          });
        }),
        runs(15),
      );
    });

    test("the same seed drops the same elements, another seed others", async () => {
      using x = tensor(new Float32Array(200).fill(1), { backend });
      using first = ops.dropout(x, { rate: 0.5, seed: 1 });
      using again = ops.dropout(x, { rate: 0.5, seed: 1 });
      using other = ops.dropout(x, { rate: 0.5, seed: 2 });
      expect(await first.data()).toEqual(await again.data());
      expect(await first.data()).not.toEqual(await other.data());
    });

    test("a row of layerNorm has mean 0 and variance 1 but for ε, then gain and bias", async () => {
      using x = tensor(
        [
          [1, 2, 3, 6],
          [-50, 0, 50, 100],
        ],
        { backend },
      );
      using gain = tensor([1, 1, 1, 1], { backend });
      using bias = zeros([4], { backend });
      using shift = tensor([7, 7, 7, 7], { backend });
      using unit = ops.layerNorm(x, gain, bias);
      using moved = ops.layerNorm(x, gain, shift);
      const [a, b] = [await numbersOf(unit), await numbersOf(moved)];
      for (const row of [a.slice(0, 4), a.slice(4)]) {
        const mean = row.reduce((total, value) => total + value, 0) / 4;
        const variance = row.reduce((total, value) => total + value * value, 0) / 4;
        expect(Math.abs(mean)).toBeLessThan(16 * 2 ** -24);
        // ε = 1e-5 beside variances of 3.5 and more.
        expect(Math.abs(variance - 1)).toBeLessThan(1e-5 / 3.5 + 16 * 2 ** -24);
      }
      b.forEach((value, i) => expect(Math.abs(value - a[i] - 7)).toBeLessThan(8 * 2 ** -24 * 7));
    });
  });
}

const backend = reference;

test("every element is dropped as often as the rate says, over elements and over seeds", () => {
  const [seeds, cells, rate] = [400, 50, 0.3];
  const dropped = new Array<number>(cells).fill(0);
  using x = tensor(new Float32Array(cells).fill(1), { backend });
  for (let seed = 0; seed < seeds; seed++) {
    using y = ops.dropout(x, { rate, seed });
    y.dataSync().forEach((value, i) => (dropped[i] += value === 0 ? 1 : 0));
  }
  // A binomial count is within 5 of its standard deviations but for one time in a million.
  const within = (count: number, trials: number) =>
    Math.abs(count - rate * trials) <= 5 * Math.sqrt(trials * rate * (1 - rate));
  expect(dropped.every((count) => within(count, seeds))).toBe(true);
  expect(
    within(
      dropped.reduce((a, b) => a + b, 0),
      seeds * cells,
    ),
  ).toBe(true);
});

test("a rate is a probability below 1", () => {
  using x = zeros([2], { backend });
  for (const rate of [-0.1, 1, NaN]) {
    expect(() => ops.dropout(x, { rate, seed: 1 })).toThrow(ShapeError);
  }
  expect(() => ops.dropout(x, { rate: 1, seed: 1 })).toThrow(
    "dropout: 0 ≤ rate < 1 must hold; got 1",
  );
});

/**
 * @file Dropout: what is kept and what is dropped, and how often.
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

    test("an element stays where its bit is 1, lowest bits first, 24 to a word", async () => {
      // Whole registers and rests of them, in several words, the last of them not full.
      const words = [0x924924, 0xffffff, 0, 0x800001, 0x35];
      for (const n of [99, 120]) {
        using x = tensor(
          Array.from({ length: n }, (_, i) => i + 1),
          { backend },
        );
        using bits = tensor(words, { backend, dtype: "int32" });
        using y = ops.maskBits(x, bits, { scale: 2 });
        expect(await numbersOf(y)).toEqual(
          Array.from({ length: n }, (_, i) =>
            (words[Math.floor(i / 24)] >> (i % 24)) % 2 === 1 ? 2 * (i + 1) : 0,
          ),
        );
      }
    });

    test("the same elements are dropped on every backend", async () => {
      const drops = { rate: 0.3, seed: 7 };
      using here = tensor(new Float32Array(200).fill(1), { backend });
      using there = tensor(new Float32Array(200).fill(1), { backend: reference });
      using y = ops.dropout(here, drops);
      using expected = ops.dropout(there, drops);
      expect(await y.data()).toEqual(await expected.data());
    });

    test("the same seed drops the same elements, another seed others", async () => {
      using x = tensor(new Float32Array(200).fill(1), { backend });
      using first = ops.dropout(x, { rate: 0.5, seed: 1 });
      using again = ops.dropout(x, { rate: 0.5, seed: 1 });
      using other = ops.dropout(x, { rate: 0.5, seed: 2 });
      expect(await first.data()).toEqual(await again.data());
      expect(await first.data()).not.toEqual(await other.data());
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

test("there is a bit for each element", () => {
  using x = zeros([5, 5], { backend });
  using words = zeros([1], { backend, dtype: "int32" });
  expect(() => ops.maskBits(x, words, { scale: 1 })).toThrow(
    "maskBits: there must be a bit for each element; got (1) words for (5, 5) (it takes 2 words)",
  );
});

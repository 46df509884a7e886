/**
 * @file Seeded random numbers. Counts are held to 5 standard deviations: one false alarm in a
 * million, and none at all for seeds that are fixed.
 */
import { Random, randn, reference, uniform } from "@heed/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../support/runs.js";

const draws = 20_000;
const seeds = Array.from({ length: draws }, (_, seed) => seed);

/** Whether a mean of `count` draws is where a population of this deviation puts it. */
function expectMean(numbers: readonly number[], mean: number, deviation: number): void {
  const found = numbers.reduce((total, x) => total + x, 0) / numbers.length;
  expect(Math.abs(found - mean)).toBeLessThan((5 * deviation) / Math.sqrt(numbers.length));
}

test("the same seed gives the same stream", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const [a, b] = [new Random(seed), new Random(seed)];
      for (let i = 0; i < 10; i++) {
        expect(a.uniform()).toBe(b.uniform());
        expect(a.normal()).toBe(b.normal());
        expect(a.integer(-3, 9)).toBe(b.integer(-3, 9));
      }
    }),
    runs(20),
  );
});

test("uniform draws are in [0, 1), with the mean and variance of such", () => {
  const random = new Random(1);
  const numbers = Array.from({ length: draws }, () => random.uniform());
  expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
  expectMean(numbers, 1 / 2, Math.sqrt(1 / 12));
  // The variance of (x − ½)² is 1/80 − 1/144.
  expectMean(
    numbers.map((x) => (x - 0.5) ** 2),
    1 / 12,
    Math.sqrt(1 / 80 - 1 / 144),
  );
});

test("normal draws have mean 0, variance 1, no skew and the kurtosis of the normal", () => {
  const random = new Random(1);
  const numbers = Array.from({ length: draws }, () => random.normal());
  expect(numbers.every(Number.isFinite)).toBe(true);
  // E x² = 1, x⁴ = 3, x⁶ = 15, x⁸ = 105: variances of the powers follow.
  expectMean(numbers, 0, 1);
  expectMean(
    numbers.map((x) => x ** 2),
    1,
    Math.sqrt(3 - 1),
  );
  expectMean(
    numbers.map((x) => x ** 3),
    0,
    Math.sqrt(15),
  );
  expectMean(
    numbers.map((x) => x ** 4),
    3,
    Math.sqrt(105 - 9),
  );
});

test("the first draws of neighbouring seeds are as spread, and as unrelated, as any", () => {
  for (const which of [0, 1, 2]) {
    const first = seeds.map((seed) => {
      const random = new Random(seed);
      for (let i = 0; i < which; i++) random.uniform();
      return random.uniform();
    });
    expectMean(first, 1 / 2, Math.sqrt(1 / 12));
    const centred = first.map((x) => (x - 0.5) * Math.sqrt(12));
    expectMean(
      centred.slice(1).map((x, i) => x * centred[i]),
      0,
      1,
    );
  }
});

test("integers are in the range, both ends included, and equally likely", () => {
  const random = new Random(2);
  const counts = new Map<number, number>();
  for (let i = 0; i < draws; i++) {
    const n = random.integer(-2, 2);
    counts.set(n, (counts.get(n) ?? 0) + 1);
  }
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  for (const count of counts.values()) {
    expect(Math.abs(count - draws / 5)).toBeLessThan(5 * Math.sqrt(draws * 0.2 * 0.8));
  }
});

test("tensors are drawn from the stream they are given, which moves on", () => {
  const random = new Random(3);
  const at = { backend: reference };
  using a = randn([100], random, { ...at, deviation: 0.01 });
  using b = randn([100], random, { ...at, deviation: 0.01 });
  using again = randn([100], new Random(3), { ...at, deviation: 0.01 });
  using flat = uniform([100], random, { ...at, low: -2, high: -1 });
  expect(a.dataSync()).toEqual(again.dataSync());
  expect(a.dataSync()).not.toEqual(b.dataSync());
  expect(Math.max(...a.dataSync().map(Math.abs))).toBeLessThan(0.05);
  expect(flat.dataSync().every((x) => x >= -2 && x < -1)).toBe(true);
});

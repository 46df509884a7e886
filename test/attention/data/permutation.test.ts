import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { permutation } from "../../../packages/attention/src/data/permutation.js";

describe("permutation", () => {
  test("holds every number once", () => {
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.string(), (count, seed) => {
        expect(permutation(count, seed).sort()).toEqual(
          Int32Array.from({ length: count }, (_, i) => i),
        );
      }),
    );
  });

  test("is determined by its seed", () => {
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.string(), (count, seed) => {
        expect(permutation(count, seed)).toEqual(permutation(count, seed));
      }),
    );
  });

  test("comes in every order, each about as often", () => {
    const counts = new Map<string, number>();
    const draws = 24_000;
    for (let seed = 0; seed < draws; seed++) {
      const order = permutation(4, String(seed)).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // Each count is binomial, p = 1/24: five standard deviations are allowed.
    const [mean, deviation] = [draws / 24, Math.sqrt((draws / 24) * (23 / 24))];
    for (const count of counts.values()) expect(Math.abs(count - mean)).toBeLessThan(5 * deviation);
  });
});

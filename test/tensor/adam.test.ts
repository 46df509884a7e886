/** @file What an update of Adam gives where it can be told by hand. */
import { ops, tensor } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { places } from "../support/places.js";

const attributes = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  step: 1,
};

describe.each(places)("on $name", ({ backend, dtype }) => {
  // Were 1 − β2 computed in float32 from a float32 0.999, v' would be off by 1.3e-5 of itself.
  test("moments that start at 0 become (1−β1) g and (1−β2) g², to a few roundings", async () => {
    const gradient = [1, -2, 0.75];
    const place = (numbers: readonly number[]) => tensor(numbers, { backend, dtype });
    const zero = place([0, 0, 0]);
    const one = tensor(1, { backend, dtype });
    const [, m, v] = ops.adam(place([1, 1, 1]), place(gradient), zero, zero, one, attributes);
    const [first, second] = await Promise.all([m.data(), v.data()]);
    // 1−β, g², their product, and the sum with 0 · β.
    const allowed = 4 * (dtype === "float64" ? 2 ** -53 : 2 ** -24);
    gradient.forEach((g, i) => {
      const [wantedM, wantedV] = [(1 - 0.9) * g, (1 - 0.999) * g * g];
      expect(Math.abs(first[i] / wantedM - 1)).toBeLessThanOrEqual(allowed);
      expect(Math.abs(second[i] / wantedV - 1)).toBeLessThanOrEqual(allowed);
    });
  });
});

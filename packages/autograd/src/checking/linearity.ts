/**
 * @file A pullback u ↦ Jᵀ u is linear: Jᵀ(2u) = 2 Jᵀ u, which floating point keeps to the bit, and
 * Jᵀ(u + v) = Jᵀ u + Jᵀ v, up to rounding. A rule that reads its cotangent twice is not.
 */
import type { Check, Finding } from "./check.js";
import { compareGradients } from "./rounding.js";
import { signed } from "./signed.js";

export const linear: Check = {
  about: "the pullback is linear in its cotangent",
  orders: [1],
  find(setting): Finding {
    const { probe, u, gradients, roundings, random } = setting;
    const v = signed(u.length, random);
    const both = u.map((value, i) => value + v[i]);
    const apart = probe.pullBack(v);
    const sums = gradients.map((gradient, i) => gradient.map((value, j) => value + apart[i][j]));
    const doubles = gradients.map((gradient) => gradient.map((value) => 2 * value));
    // Three gradients are computed, one of them of cotangents twice as large.
    const tolerances = roundings.map((off) => 4 * off);
    return {
      comparisons: [
        ...compareGradients(
          probe,
          probe.pullBack(u.map((value) => 2 * value)),
          doubles,
          tolerances,
          "for twice the cotangent",
        ),
        ...compareGradients(
          probe,
          probe.pullBack(both),
          sums,
          tolerances,
          "for the sum of two cotangents",
        ),
      ],
    };
  },
};

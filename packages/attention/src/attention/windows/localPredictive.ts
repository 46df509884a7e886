/**
 * @file The predictive local window, local-p: each step says itself where it looks. Luong 2015,
 * Eqs. 9 and 10.
 *
 *   p_t = len · σ(v_pᵀ tanh(W_p s_t)),  inside: |j − p_t| ≤ D
 *   a_tj ← a_tj exp(−(j − p_t)² / 2σ²),  σ = D / 2
 *
 * The softmax is over the places inside, and the fading comes after it: weights then sum to less than
 * 1, unless all of it falls on a word at p_t itself. Where the window ends has no derivative; W_p and
 * v_p learn through the fading. The nearest word is never farther than 1, since 0 ≤ p_t ≤ len.
 *
 * B batch, Q queries, S source length, H decoder state, A alignment size, len words of a source
 * without padding.
 */
import { ops, type Operand } from "@heed/tensor";
import { glorot } from "../../initialization.js";
import { distancesFrom, within } from "./distance.js";
import type { Window } from "../window.js";

export interface LocalPredictiveParameters {
  /** W_p: (H, A). */
  readonly weight: Operand;
  /** v_p: (A, 1). */
  readonly energy: Operand;
}

export const localPredictive: Window<LocalPredictiveParameters> = {
  about: "Each step predicts where in the source it looks, and sees less of what is farther away.",
  formula: "|j − p_t| ≤ D, a_j ← a_j exp(−(j − p_t)² / 2(D/2)²), p_t = len · σ(v_pᵀ tanh(W_p s))",
  from: "Luong 2015, Eqs. 9 and 10",
  sums: "to at most one",
  init: ({ query, alignment }, init) => ({
    weight: glorot(query, alignment, init),
    energy: glorot(alignment, 1, init),
  }),
  frame: (p, queries, { lengths, sourceLength, reach }) => {
    const hidden = ops.tanh(ops.matmul(queries, p.weight)); // (B, Q, A)
    const shares = ops.sigmoid(ops.matmul(hidden, p.energy)); // (B, Q, 1)
    const distances = distancesFrom(ops.mul(lengths, shares), sourceLength);
    const deviation = reach / 2;
    return {
      inside: within(distances, reach),
      fading: ops.exp(ops.mul(ops.square(distances), -1 / (2 * deviation ** 2))),
    };
  },
};

/**
 * @file The additive score with its energy vector's length learnt apart from its direction: weight
 * normalisation (Salimans & Kingma 2016, Eq. 2), as tensorflow/nmt's `normed_bahdanau` has it.
 *
 *   e_tj = g (v / ‖v‖)ᵀ tanh(W s_t + b + U h_j)
 *
 * g starts at √(1/A), where the hidden units' sum has about the size of one of them.
 */
import { full, ops, type Operand } from "@heed/tensor";
import { linear } from "../../linear.js";
import { additive, type AdditiveParameters } from "./additive.js";
import type { Score } from "../score.js";

export interface NormalizedAdditiveParameters extends AdditiveParameters {
  /** g: (). */
  readonly length: Operand;
}

export const normalizedAdditive: Score<NormalizedAdditiveParameters> = {
  ...additive,
  about: "The additive score, the length of its energy vector learnt apart from the direction.",
  formula: "e_j = g (v / ‖v‖)ᵀ tanh(W s + b + U h_j)",
  from: "Salimans & Kingma 2016, Eq. 2; tensorflow/nmt (Luong et al. 2017), normed_bahdanau",
  init: (sizes, init) => ({
    ...additive.init(sizes, init),
    length: full([], Math.sqrt(1 / sizes.alignment), init),
  }),
  score: (p, queries, keys) => {
    const direction = ops.div(p.energy, ops.sqrt(ops.sumSquares(p.energy)));
    return ops.additiveScore(linear(p.query, queries), keys, ops.mul(p.length, direction));
  },
};

/**
 * @file The additive score: e_j = vᵀ tanh(W s + b + U h_j). Bahdanau 2015, A.1.2.
 *
 * U h_j does not depend on the step, so it is computed once per sentence and kept as keys.
 */
import { ops, scope, type Operand } from "@heed/tensor";
import { glorot, type Initializer } from "../initialization.js";
import { initLinear, linear, type LinearParameters } from "../linear.js";
import type { AttentionSizes } from "./attention.js";
import type { Score } from "./score.js";

export interface AdditiveParameters {
  /** W and b: (H, A). */
  readonly query: LinearParameters;
  /** U: (2H, A). */
  readonly keys: Operand;
  /** v: (A). */
  readonly energy: Operand;
}

export const additive: Score<AdditiveParameters> = {
  about: "A small network with one hidden layer judges each pair of states.",
  formula: "e_j = vᵀ tanh(W s + b + U h_j)",
  from: "Bahdanau 2015, A.1.2",
  init: ({ hidden, alignment }: AttentionSizes, init: Initializer) => ({
    query: initLinear(hidden, alignment, init),
    keys: glorot(2 * hidden, alignment, init),
    energy: scope(() => ops.reshape(glorot(alignment, 1, init), { shape: [alignment] })),
  }),
  keys: (p, states) => ops.matmul(states, p.keys),
  score: (p, state, { keys }) => {
    if (keys === undefined) throw new TypeError("additive: prepare the memory before scoring");
    return ops.additiveScore(linear(p.query, state), keys, p.energy);
  },
};

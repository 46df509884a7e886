/**
 * @file The additive score: e_tj = vᵀ tanh(W s_t + b + U h_j). Bahdanau 2015, A.1.2.
 *
 * U h_j does not depend on the step, so it is computed once per sentence and kept as keys.
 */
import { ops, type Operand } from "@heed/tensor";
import { glorot, glorotVector } from "../../initialization.js";
import { initLinear, linear, type LinearParameters } from "../../linear.js";
import type { Score } from "../score.js";

export interface AdditiveParameters {
  /** W and b: (H, A). */
  readonly query: LinearParameters;
  /** U: (M, A). */
  readonly keys: Operand;
  /** v: (A). */
  readonly energy: Operand;
}

export const additive: Score<AdditiveParameters> = {
  about: "A small network with one hidden layer judges each pair of states.",
  formula: "e_j = vᵀ tanh(W s + b + U h_j)",
  from: "Bahdanau 2015, A.1.2",
  sees: "content",
  equalWidths: false,
  init: ({ query, states, alignment }, init) => ({
    query: initLinear(query, alignment, init),
    keys: glorot(states, alignment, init),
    energy: glorotVector(alignment, init),
  }),
  keyWidth: ({ alignment }) => alignment,
  keys: (p, states) => ops.matmul(states, p.keys),
  score: (p, queries, keys) => ops.additiveScore(linear(p.query, queries), keys, p.energy),
};

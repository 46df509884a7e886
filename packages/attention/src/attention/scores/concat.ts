/**
 * @file The concat score: e_tj = vᵀ tanh(W [s_t; h_j]). Luong 2015, Eq. 8.
 *
 * W is one full matrix. (In the paper's own experiments a part of it was the identity, and the score
 * did poorly.) W [s; h] = W_s s + W_h h: the rows for s and those for h are multiplied apart, and
 * W_h h_j, which does not depend on the step, once per sentence. Without the bias this is the
 * additive score of another factoring; a test holds the two together.
 */
import { ops, type Operand } from "@heed/tensor";
import { glorot, glorotVector } from "../../initialization.js";
import type { Score } from "../score.js";

export interface ConcatParameters {
  /** W: (H + M, A), the rows for s first. */
  readonly weight: Operand;
  /** v: (A). */
  readonly energy: Operand;
}

export const concat: Score<ConcatParameters> = {
  about: "One matrix reads both states side by side, and a vector judges what it found.",
  formula: "e_j = vᵀ tanh(W [s; h_j])",
  from: "Luong 2015, Eq. 8",
  sees: "content",
  equalWidths: false,
  init: ({ query, states, alignment }, init) => ({
    weight: glorot(query + states, alignment, init),
    energy: glorotVector(alignment, init),
  }),
  keyWidth: ({ alignment }) => alignment,
  keys: ({ weight }, states) => {
    const [rows] = weight.shape;
    const M = states.shape[2];
    return ops.matmul(states, ops.slice(weight, { axis: 0, start: rows - M, end: rows }));
  },
  score: ({ weight, energy }, queries, keys) => {
    const H = queries.shape[2];
    const forQueries = ops.slice(weight, { axis: 0, start: 0, end: H });
    return ops.additiveScore(ops.matmul(queries, forQueries), keys, energy);
  },
};

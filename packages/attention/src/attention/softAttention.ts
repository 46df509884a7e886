/**
 * @file Soft attention over any score: a context vector per step, as a mean of the encoder states
 * that the weights a_t choose (Bahdanau 2015, Eqs. 5–6).
 *
 *   e_tj = f(h_j, s),  a_t = softmax(e_t),  c_t = Σ_j a_tj h_j
 */
import { ops, type Operand } from "@heed/tensor";
import type { Attention } from "./attention.js";
import type { Score } from "./score.js";

export function softAttention<P extends object>(score: Score<P>): Attention<P> {
  return {
    about: score.about,
    formula: score.formula,
    from: score.from,
    init: (sizes, init) => score.init(sizes, init),
    prepare: (p, { states }, mask) => ({
      states,
      ...(score.keys && { keys: score.keys(p, states) }),
      ...(mask && { mask }),
    }),
    attend: (p, state, memory) => {
      const scores = score.score(p, state, memory); // (B, S)
      const { mask, states } = memory;
      const weights = ops.softmax(mask ? ops.where(mask, scores, -Infinity) : scores);
      return { weights, context: weightedSum(weights, states) };
    },
  };
}

/** c = Σ_j a_j h_j: weights (B, S) over states (B, S, 2H) give (B, 2H). */
export function weightedSum(weights: Operand, states: Operand): Operand {
  const row = ops.unsqueeze(weights, { axis: 1 });
  return ops.squeeze(ops.matmul(row, states), { axis: 1 });
}

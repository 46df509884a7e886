/**
 * @file Bahdanau's readout: one hidden layer, of whose 2F sums each pair's larger one counts
 * (Bahdanau 2015, A.2.2; Goodfellow et al. 2013).
 *
 *   t̃ = max of pairs of (U_o s + V_o E y + C_o c + b)
 *
 * The appendix writes s_{t−1} although the text conditions on s_t: here it is s_t.
 */
import { ops } from "@heed/tensor";
import { initLinear, splitLinear, type LinearParameters } from "../../linear.js";
import { projectWords } from "../../words.js";
import type { Readout } from "../readout.js";

export interface MaxoutParameters {
  /** [V_o; U_o; C_o] and b: (E + H + M, 2F). */
  readonly hidden: LinearParameters;
}

export const maxout: Readout<MaxoutParameters> = {
  about: "One hidden layer; the larger of every two sums counts.",
  formula: "t̃ = max of pairs of (U_o s + V_o E y + C_o c + b)",
  from: "Bahdanau 2015, A.2.2",
  init: ({ embedding, hidden, context, features }, init) => ({
    hidden: initLinear(embedding + hidden + context, 2 * features, init),
  }),
  width: ({ features }) => features,
  features: (p, { words, states, contexts }) => {
    const parts = contexts ? [states, contexts] : [states];
    const widths = [words.table, ...parts].map(({ shape }) => shape[shape.length - 1]);
    const [word, ...weights] = splitLinear(p.hidden, widths);
    const sums = parts.reduce(
      (sum, part, i) => ops.add(sum, ops.matmul(part, weights[i])),
      projectWords(words, word),
    );
    const [B, T, doubled] = sums.shape;
    return ops.max(ops.reshape(sums, { shape: [B, T, doubled / 2, 2] }), { axes: [3] });
  },
};

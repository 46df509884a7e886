/**
 * @file No attention: one vector summarises the source and is the context of every step. This is
 * the bottleneck, and Bahdanau's own baseline RNNencdec (Cho et al. 2014, Eq. 12).
 *
 *   c = tanh(V [→h_S; ←h_1] + b),  c_t = c
 */
import { ops } from "@heed/tensor";
import { initLinear, linear, type LinearParameters } from "../linear.js";
import type { Attention } from "./attention.js";

export interface FixedContextParameters {
  /** V and b: (2H, 2H). */
  readonly summary: LinearParameters;
}

export const fixedContext: Attention<FixedContextParameters> = {
  about: "One context vector for the whole source, the same at every step.",
  formula: "c_t = c = tanh(V [→h_S; ←h_1] + b)",
  from: "Cho et al. 2014, Eq. 12",
  init: ({ hidden }, init) => ({ summary: initLinear(2 * hidden, 2 * hidden, init) }),
  prepare: (p, { forwardEnds, backwardEnds }) => {
    const top = forwardEnds.length - 1;
    const ends = ops.concat([forwardEnds[top], backwardEnds[top]], { axis: 1 });
    const summary = ops.tanh(linear(p.summary, ends));
    return { states: ops.unsqueeze(summary, { axis: 1 }) };
  },
  attend: (_, __, { states }) => ({ context: ops.squeeze(states, { axis: 1 }) }),
};

/**
 * @file No attention: one vector summarises the source and is the context of every step. This is
 * the bottleneck, and Bahdanau's own baseline RNNencdec (Cho et al. 2014, Eq. 12).
 *
 *   c = tanh(V [→h_S; ←h_1] + b),  c_t = c
 */
import { ops, type Operand } from "@heed/tensor";
import { lastStates } from "../../encoder.js";
import { initLinear, linear, type LinearParameters } from "../../linear.js";
import type { Attention } from "../attention.js";

export interface ChoParameters {
  /** V and b: (M, M). */
  readonly summary: LinearParameters;
}

export interface ChoMemory {
  /** c: (B, 1, M). */
  readonly context: Operand;
}

export const cho: Attention<ChoParameters, ChoMemory> = {
  about: "One context vector for the whole source, the same at every step.",
  formula: "c_t = c = tanh(V [→h_S; ←h_1] + b)",
  from: "Cho et al. 2014, Eq. 12",
  covers: false,
  init: ({ states }, init) => ({ summary: initLinear(states, states, init) }),
  contextWidth: ({ states }) => states,
  prepare: (p, { ends }) => {
    const summary = ops.tanh(linear(p.summary, lastStates(ends[ends.length - 1]).h));
    return { context: ops.unsqueeze(summary, { axis: 1 }) };
  },
  attend: (_, queries, { context }) => {
    const [B, Q] = queries.shape;
    return { contexts: ops.expand(context, { shape: [B, Q, context.shape[2]] }) };
  },
};

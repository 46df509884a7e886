/**
 * @file Luong's readout: context and state make the attentional vector h̃ (Luong 2015, Eq. 5).
 *
 *   h̃ = tanh(W_c [c; s])
 */
import { ops, type Operand } from "@heed/tensor";
import { glorot } from "../../initialization.js";
import type { Readout } from "../readout.js";

export interface AttentionalParameters {
  /** W_c: (M + H, F). */
  readonly weight: Operand;
}

export const attentional: Readout<AttentionalParameters> = {
  about: "Context and state make one attentional vector.",
  formula: "h̃ = tanh(W_c [c; s])",
  from: "Luong 2015, Eq. 5",
  init: ({ hidden, context, features }, init) => ({
    weight: glorot(context + hidden, features, init),
  }),
  width: ({ features }) => features,
  features: (p, { states, contexts }) => {
    const both = contexts ? ops.concat([contexts, states], { axis: 2 }) : states;
    return ops.tanh(ops.matmul(both, p.weight));
  },
};

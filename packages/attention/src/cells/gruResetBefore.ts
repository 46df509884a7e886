/**
 * @file The gated recurrent unit as published: the reset gate acts on the state, before the
 * product (Cho et al. 2014, Eqs. 5–8; Bahdanau 2015, A.1.1).
 *
 *   r = σ(W_r x + U_r s),  z = σ(W_z x + U_z s)
 *   ŝ = tanh(W x + U (r ∘ s)),  s' = (1−z) ∘ s + z ∘ ŝ
 *
 * z has the opposite role of the one in `gru.ts`. Columns in the order r, z, ŝ.
 */
import { ops } from "@heed/tensor";
import { linear } from "../linear.js";
import type { Cell } from "./cell.js";
import { initGru } from "./gru.js";

export const gruResetBefore: Cell = {
  about: "Gated recurrent unit; the reset gate acts on the state, before the recurrent product.",
  formula: "ŝ = tanh(W x + U (r ∘ s)), s' = (1−z) ∘ s + z ∘ ŝ",
  from: "Cho et al. 2014, Eqs. 5–8; Bahdanau 2015, A.1.1",
  init: initGru,
  step: (p, projected, state) => {
    const H = state.shape[1];
    const [gatesInput, candidateInput] = ops.split(projected, { axis: 1, sizes: [2 * H, H] });
    const [gatesWeight, candidateWeight] = ops.split(p.recurrent.weight, {
      axis: 1,
      sizes: [2 * H, H],
    });
    const [gatesBias, candidateBias] = ops.split(p.recurrent.bias, { axis: 0, sizes: [2 * H, H] });
    const recurrent = linear({ weight: gatesWeight, bias: gatesBias }, state);
    const gates = ops.sigmoid(ops.add(gatesInput, recurrent));
    const [r, z] = ops.split(gates, { axis: 1, sizes: [H, H] });
    const reset = linear({ weight: candidateWeight, bias: candidateBias }, ops.mul(r, state));
    const candidate = ops.tanh(ops.add(candidateInput, reset));
    return ops.add(ops.mul(ops.sub(1, z), state), ops.mul(z, candidate));
  },
};

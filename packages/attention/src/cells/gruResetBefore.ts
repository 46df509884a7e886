/**
 * @file The gated recurrent unit as published: the reset gate acts on the state, before the
 * product (Cho et al. 2014, Eqs. 5–8; Bahdanau 2015, A.1.1).
 *
 *   r = σ(W_r x + U_r s),  z = σ(W_z x + U_z s)
 *   n = tanh(W x + b + U (r ∘ s) + b_u),  s' = (1−z) ∘ s + z ∘ n
 *
 * z has the opposite role of the one in `gru.ts`. Columns in the order r, z, n.
 */
import { ops, type Operand } from "@heed/tensor";
import { linear } from "../linear.js";
import type { Cell, CellParameters } from "./cell.js";
import { initGates } from "./initGates.js";

export const gruResetBefore: Cell = {
  about: "Gated recurrent unit; the reset gate acts on the state, before the recurrent product.",
  formula: "n = tanh(W x + b + U (r ∘ s) + b_u), s' = (1−z) ∘ s + z ∘ n",
  from: "Cho et al. 2014, Eqs. 5–8; Bahdanau 2015, A.1.1",
  hasMemory: false,
  init: (inputs, H, init) => initGates(inputs, 3, H, init),
  step: (p, projected, { h }) => {
    const { z, n } = activations(p, projected, h);
    return { h: ops.add(ops.mul(ops.sub(1, z), h), ops.mul(z, n)) };
  },
  gates: (p, projected, { h }) => activations(p, projected, h),
};

function activations(
  { recurrent }: CellParameters,
  projected: Operand,
  s: Operand,
): Readonly<Record<"r" | "z" | "n", Operand>> {
  const H = s.shape[1];
  const sizes = [2 * H, H]; // r and z read s, n reads r ∘ s
  const [x, xN] = ops.split(projected, { axis: 1, sizes });
  const [weight, weightN] = ops.split(recurrent.weight, { axis: 1, sizes });
  const [bias, biasN] = ops.split(recurrent.bias, { axis: 0, sizes });
  const gates = ops.sigmoid(ops.add(x, linear({ weight, bias }, s)));
  const [r, z] = ops.split(gates, { axis: 1, sizes: [H, H] });
  const uN = linear({ weight: weightN, bias: biasN }, ops.mul(r, s));
  return { r, z, n: ops.tanh(ops.add(xN, uN)) };
}

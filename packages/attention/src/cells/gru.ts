/**
 * @file The gated recurrent unit with the reset gate after the product: cuDNN, PyTorch, Keras 3.
 *
 *   r = σ(W_r x + U_r s),  z = σ(W_z x + U_z s)
 *   n = tanh(W x + b + r ∘ (U s + b_u)),  s' = (1−z) ∘ n + z ∘ s
 *
 * The columns of W and U stand in the order r, z, n, so weights can be exchanged with PyTorch.
 */
import { ops, type Operand } from "@heed/tensor";
import { linear } from "../linear.js";
import type { Cell } from "./cell.js";
import { initGates } from "./initGates.js";

export const gru: Cell = {
  about: "Gated recurrent unit; the reset gate acts after the recurrent product.",
  formula: "n = tanh(W x + b + r ∘ (U s + b_u)), s' = (1−z) ∘ n + z ∘ s",
  from: "Cho et al. 2014, in the convention of cuDNN",
  hasMemory: false,
  init: (inputs, H, init) => initGates(inputs, 3, H, init),
  step: (p, projected, { h }) => ({ h: ops.gruGates(projected, linear(p.recurrent, h), h) }),
  gates: (p, projected, { h }) => gruActivations(projected, linear(p.recurrent, h)),
};

/** r, z and n, each (B, H), from what input and state contribute to them: (B, 3H) each. */
export function gruActivations(x: Operand, u: Operand): Readonly<Record<"r" | "z" | "n", Operand>> {
  const H = x.shape[1] / 3;
  const columns = { axis: 1, sizes: [H, H, H] };
  const [xR, xZ, xN] = ops.split(x, columns);
  const [uR, uZ, uN] = ops.split(u, columns);
  const r = ops.sigmoid(ops.add(xR, uR));
  const z = ops.sigmoid(ops.add(xZ, uZ));
  return { r, z, n: ops.tanh(ops.add(xN, ops.mul(r, uN))) };
}

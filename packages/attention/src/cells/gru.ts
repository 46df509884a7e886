/**
 * @file The gated recurrent unit with the reset gate after the product: cuDNN, PyTorch, Keras 3.
 *
 *   r = σ(W_r x + U_r s),  z = σ(W_z x + U_z s)
 *   n = tanh(W x + b + r ∘ (U s + b_u)),  s' = (1−z) ∘ n + z ∘ s
 *
 * The columns of W and U stand in the order r, z, n, so weights can be exchanged with PyTorch.
 */
import { ops } from "@heed/tensor";
import { orthogonal, zeroBias, type Initializer } from "../initialization.js";
import { initLinear, linear } from "../linear.js";
import type { Cell, CellParameters } from "./cell.js";

/** Weights of three gates: what both conventions of the GRU start from. */
export function initGru(inputs: number, H: number, init: Initializer): CellParameters {
  return {
    input: initLinear(inputs, 3 * H, init),
    recurrent: { weight: orthogonal(H, 3, init), bias: zeroBias(3 * H, init) },
  };
}

export const gru: Cell = {
  about: "Gated recurrent unit; the reset gate acts after the recurrent product.",
  formula: "n = tanh(W x + b + r ∘ (U s + b_u)), s' = (1−z) ∘ n + z ∘ s",
  from: "Cho et al. 2014, in the convention of cuDNN",
  init: initGru,
  step: (p, projected, state) => ops.gruGates(projected, linear(p.recurrent, state), state),
};

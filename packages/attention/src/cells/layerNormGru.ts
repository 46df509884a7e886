/**
 * @file The gated recurrent unit with normalised projections. Ba, Kiros & Hinton 2016, Eqs. 26–28.
 *
 *   [r, z] = σ(LN(W_rz x + b) + LN(U_rz s)),  n = tanh(LN(W x + b) + r ∘ LN(U s))
 *   s' = (1−z) ∘ n + z ∘ s
 *
 * Four norms: r and z share theirs, over 2H columns; those of n are over H. `layerNorm.ts` says
 * where gains and biases stand. z has the role that it has in `gru.ts` and in the authors' code; Eq. 28
 * has the opposite one. Columns in the order r, z, n.
 */
import { ops, type Operand } from "@heed/tensor";
import type { Cell } from "./cell.js";
import { gruActivations } from "./gru.js";
import { initGates } from "./initGates.js";
import { addNorms, type NormalizedParameters, type NormParameters } from "./layerNorm.js";

export const layerNormGru: Cell<NormalizedParameters> = {
  about: "Gated recurrent unit whose projections of input and state are normalised.",
  formula: "n = tanh(LN(W x + b) + r ∘ LN(U s)), s' = (1−z) ∘ n + z ∘ s",
  from: "Ba, Kiros & Hinton 2016, Eqs. 26–28",
  hasMemory: false,
  init: (inputs, H, init) => addNorms(initGates(inputs, 3, H, init), init),
  step: (p, projected, { h }) => ({ h: ops.gruGates(...normalized(p, projected, h), h) }),
  gates: (p, projected, { h }) => gruActivations(...normalized(p, projected, h)),
};

/** What input and state contribute, (B, 3H) each. */
function normalized(
  { inputNorm, recurrentGain, recurrent }: NormalizedParameters,
  projected: Operand,
  s: Operand,
): [x: Operand, u: Operand] {
  return [
    normalize(projected, inputNorm),
    normalize(ops.matmul(s, recurrent.weight), { gain: recurrentGain, bias: recurrent.bias }),
  ];
}

/** (B, 3H) with the columns of r and z normalised together, those of n by themselves. */
function normalize(x: Operand, { gain, bias }: NormParameters): Operand {
  const H = x.shape[1] / 3;
  const sizes = [2 * H, H];
  const [xGates, xN] = ops.split(x, { axis: 1, sizes });
  const [gainGates, gainN] = ops.split(gain, { axis: 0, sizes });
  const [biasGates, biasN] = ops.split(bias, { axis: 0, sizes });
  const parts = [ops.layerNorm(xGates, gainGates, biasGates), ops.layerNorm(xN, gainN, biasN)];
  return ops.concat(parts, { axis: 1 });
}

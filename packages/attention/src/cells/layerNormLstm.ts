/**
 * @file Long short-term memory with normalised projections and a normalised read of the memory.
 * Ba, Kiros & Hinton 2016, Eqs. 20–22.
 *
 *   [i, f, g, o] = LN(W x + b; g_x, b_x) + LN(U h; g_u, b_u),  σ of i, f, o and tanh of g
 *   c' = f ∘ c + i ∘ g,  h' = o ∘ tanh(LN(c'; g_c, b_c))
 *
 * Each norm of a projection is over all its 4H columns, in the order i, f, g, o; the memory itself is
 * carried on as it is. `layerNorm.ts` says where gains and biases stand; the further bias of Eq. 20
 * would only add to b_x and b_u. The forget gate's b_u starts at 1, as in `lstm.ts`.
 */
import { ops, type Operand } from "@heed/tensor";
import type { Cell } from "./cell.js";
import { addNorms, initNorm, type NormalizedParameters, type NormParameters } from "./layerNorm.js";
import { initLstm, lstmActivations, memoryOf } from "./lstm.js";

export interface LayerNormLstmParameters extends NormalizedParameters {
  /** g_c and b_c: (H). */
  readonly memoryNorm: NormParameters;
}

export const layerNormLstm: Cell<LayerNormLstmParameters> = {
  about:
    "Long short-term memory whose projections, and whose memory where it is read, are normalised.",
  formula: "c' = f ∘ c + i ∘ g, h' = o ∘ tanh(LN(c'; g_c, b_c))",
  from: "Ba, Kiros & Hinton 2016, Eqs. 20–22",
  hasMemory: true,
  init: (inputs, H, init) => ({
    ...addNorms(initLstm(inputs, H, init), init),
    memoryNorm: initNorm(H, init),
  }),
  step: (p, projected, state) => {
    const { i, f, g, o } = activations(p, projected, state.h);
    const c = ops.add(ops.mul(f, memoryOf(state)), ops.mul(i, g));
    const { gain, bias } = p.memoryNorm;
    return { h: ops.mul(o, ops.tanh(ops.layerNorm(c, gain, bias))), c };
  },
  gates: (p, projected, { h }) => activations(p, projected, h),
};

function activations(
  { inputNorm, recurrentGain, recurrent }: NormalizedParameters,
  projected: Operand,
  h: Operand,
): ReturnType<typeof lstmActivations> {
  const x = ops.layerNorm(projected, inputNorm.gain, inputNorm.bias);
  const u = ops.layerNorm(ops.matmul(h, recurrent.weight), recurrentGain, recurrent.bias);
  return lstmActivations(x, u);
}

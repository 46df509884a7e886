/**
 * @file The simple recurrent network with its sums normalised. Ba, Kiros & Hinton 2016, Eq. 4.
 *
 *   s' = tanh(LN(W x + b + U s; g, b_u))
 *
 * One norm for the sum of both shares, over the H units. b stands inside, since `projected` already
 * contains it; b_u stands outside, as the norm's bias. However large W, b and U become together, the
 * sums stay as large as g says (§3.1).
 */
import { ones, ops, type Operand } from "@heed/tensor";
import type { Cell, CellParameters } from "./cell.js";
import { initGates } from "./initGates.js";

export interface LayerNormRnnParameters extends CellParameters {
  /** g: (H); starts at 1. */
  readonly gain: Operand;
}

export const layerNormRnn: Cell<LayerNormRnnParameters> = {
  about: "The simple recurrent network, its sums normalised over the units.",
  formula: "s' = tanh(LN(W x + b + U s; g, b_u))",
  from: "Ba, Kiros & Hinton 2016, Eq. 4",
  hasMemory: false,
  init: (inputs, H, init) => ({ ...initGates(inputs, 1, H, init), gain: ones([H], init) }),
  step: ({ recurrent, gain }, projected, { h }) => {
    const sum = ops.add(projected, ops.matmul(h, recurrent.weight));
    return { h: ops.tanh(ops.layerNorm(sum, gain, recurrent.bias)) };
  },
  gates: () => ({}),
};

/**
 * @file Long short-term memory: Hochreiter & Schmidhuber 1997, with the forget gate of Gers,
 * Schmidhuber & Cummins 2000.
 *
 *   i = σ(W_i x + U_i h),  f = σ(W_f x + U_f h),  g = tanh(W_g x + U_g h),  o = σ(W_o x + U_o h)
 *   c' = f ∘ c + i ∘ g,  h' = o ∘ tanh(c')
 *
 * where every W x is W x + b, every U h is U h + b_u. The memory c is a sum: along it a gradient is
 * multiplied by f alone. Columns in the order i, f, g, o, so weights can be exchanged with PyTorch.
 */
import { ops, tensor, type Operand } from "@heed/tensor";
import type { Initializer } from "../initialization.js";
import { linear } from "../linear.js";
import type { Cell, CellParameters, CellState } from "./cell.js";
import { initGates } from "./initGates.js";

export const lstm: Cell = {
  about: "Long short-term memory: gates write to, keep and read a memory beside the state.",
  formula: "c' = f ∘ c + i ∘ g, h' = o ∘ tanh(c')",
  from: "Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000",
  hasMemory: true,
  init: initLstm,
  step: (p, projected, state) => {
    const u = linear(p.recurrent, state.h);
    const [h, c] = ops.lstmGates(projected, u, memoryOf(state));
    return { h, c };
  },
  gates: (p, projected, { h }) => lstmActivations(projected, linear(p.recurrent, h)),
};

/**
 * Weights of four gates. The forget gate's b_u starts at 1, so that the memory is kept until the
 * gate has learnt what to forget (Gers et al. 2000; Jozefowicz, Zaremba & Sutskever 2015). b stays 0.
 */
export function initLstm(inputs: number, H: number, init: Initializer): CellParameters {
  const isForget = Array.from({ length: 4 * H }, (_, k) => Number(k >= H && k < 2 * H));
  return initGates(inputs, 4, H, init, tensor(isForget, init));
}

/** i, f, g and o, each (B, H), from what input and state contribute to them: (B, 4H) each. */
export function lstmActivations(
  x: Operand,
  u: Operand,
): Readonly<Record<"i" | "f" | "g" | "o", Operand>> {
  const H = x.shape[1] / 4;
  const [i, f, g, o] = ops.split(ops.add(x, u), { axis: 1, sizes: [H, H, H, H] });
  return { i: ops.sigmoid(i), f: ops.sigmoid(f), g: ops.tanh(g), o: ops.sigmoid(o) };
}

/** The memory c of an LSTM's state. Throws `TypeError` where there is none. */
export function memoryOf({ c }: CellState): Operand {
  if (c === undefined) throw new TypeError("lstm: its state must have a memory c");
  return c;
}

/**
 * @file The simple recurrent network: the state is one layer over input and state before. Elman 1990,
 * Cognitive Science 14(2), Fig. 2, with tanh for his logistic function.
 *
 *   s' = tanh(W x + b + U s + b_u)
 *
 * Back through n steps a gradient meets U n times, and vanishes or explodes with its powers (Bengio,
 * Simard & Frasconi 1994). The gates of the other cells let it pass round U.
 */
import { ops } from "@heed/tensor";
import { linear } from "../linear.js";
import type { Cell } from "./cell.js";
import { initGates } from "./initGates.js";

export const rnn: Cell = {
  about: "The simple recurrent network: one layer over the input and the state before, no gates.",
  formula: "s' = tanh(W x + b + U s + b_u)",
  from: "Elman 1990, with tanh",
  hasMemory: false,
  init: (inputs, H, init) => initGates(inputs, 1, H, init),
  step: (p, projected, { h }) => ({ h: ops.tanh(ops.add(projected, linear(p.recurrent, h))) }),
  gates: () => ({}),
};

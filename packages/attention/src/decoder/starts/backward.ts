/**
 * @file Bahdanau's start: the backward encoder at the first word, which has just read the whole
 * source (Bahdanau 2015, A.2.2).
 *
 *   s_0 = tanh(W_s ←h_1 + b), of each layer; an LSTM's c_0 is 0
 */
import { ops, zeros } from "@heed/tensor";
import { initLinear, linear, type LinearParameters } from "../../linear.js";
import type { Start } from "../start.js";

export interface BackwardParameters {
  /** W_s and b of each layer: (H', H). */
  readonly layers: readonly LinearParameters[];
}

export const backward: Start<BackwardParameters> = {
  about: "From the backward encoder at the first word, which has just read the whole source.",
  formula: "s_0 = tanh(W_s ←h_1 + b)",
  from: "Bahdanau 2015, A.2.2",
  needs: "a backward cell",
  init: (_, { hidden, units, layers }, init) => ({
    layers: Array.from({ length: layers }, () => initLinear(units, hidden, init)),
  }),
  states: (p, { cell, encoding: { ends } }) =>
    p.layers.map((layer, l) => {
      const { backward: end } = ends[l];
      if (end === undefined) throw new TypeError("backward: the encoder reads forwards only");
      const h = ops.tanh(linear(layer, end.h));
      const { backend } = h.value;
      return { h, ...(cell.hasMemory && { c: zeros(h.shape, { backend, dtype: h.dtype }) }) };
    }),
};

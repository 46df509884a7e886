/**
 * @file The decoder starts from a state that it has learnt, the same for every source.
 */
import { ops, type Operand } from "@heed/tensor";
import { zeroBias } from "../../initialization.js";
import type { Start } from "../start.js";

export interface LearnedParameters {
  readonly layers: readonly {
    /** s_0: (H). */
    readonly h: Operand;
    /** The same for an LSTM's c. */
    readonly c?: Operand;
  }[];
}

export const learned: Start<LearnedParameters> = {
  about: "The decoder starts from a state that it has learnt, the same for every source.",
  formula: "s_0 = a parameter",
  from: "Yoyodyne (Gorman et al.), its decoders' initial state",
  needs: "nothing",
  init: (cell, { hidden, layers }, init) => ({
    layers: Array.from({ length: layers }, () => ({
      h: zeroBias(hidden, init),
      ...(cell.hasMemory && { c: zeroBias(hidden, init) }),
    })),
  }),
  states: (p, { shape }) =>
    p.layers.map(({ h, c }) => ({
      h: ops.expand(h, { shape }),
      ...(c && { c: ops.expand(c, { shape }) }),
    })),
};

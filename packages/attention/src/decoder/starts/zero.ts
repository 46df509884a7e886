/**
 * @file The decoder starts from zeros: what it knows of the source, it must get from attention.
 */
import { zeroState } from "../../encoder.js";
import type { Start } from "../start.js";

export const zero: Start = {
  about: "The decoder starts from zeros.",
  formula: "s_0 = 0",
  from: "Joey NMT (Kreutzer et al. 2019), init_hidden: zero",
  needs: "nothing",
  init: () => ({}),
  states: (_, { cell, encoding: { states, ends }, shape }) =>
    ends.map(() => zeroState(cell, shape, { backend: states.value.backend, dtype: states.dtype })),
};

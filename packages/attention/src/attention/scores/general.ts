/**
 * @file The general score: e_tj = s_tᵀ W h_j. Luong 2015, Eq. 8.
 *
 * W h_j does not depend on the step, so it is computed once per sentence and kept as keys.
 */
import { ops, type Operand } from "@heed/tensor";
import { glorot } from "../../initialization.js";
import { dot } from "./dot.js";
import type { Score } from "../score.js";

export interface GeneralParameters {
  /** W: (M, H). */
  readonly weight: Operand;
}

export const general: Score<GeneralParameters> = {
  about: "The dot score after a learnt matrix has turned encoder states into what queries ask for.",
  formula: "e_j = sᵀ W h_j",
  from: "Luong 2015, Eq. 8",
  sees: "content",
  equalWidths: false,
  init: ({ query, states }, init) => ({ weight: glorot(states, query, init) }),
  keyWidth: ({ query }) => query,
  keys: (p, states) => ops.matmul(states, p.weight),
  score: (p, queries, keys) => dot.score(p, queries, keys),
};

/**
 * @file The dot score: e_tj = s_tᵀ h_j. Luong 2015, Eq. 8.
 *
 * The encoder states themselves are the keys: nothing is learnt, and both kinds of states must be
 * equally wide.
 */
import { ops } from "@heed/tensor";
import type { Score } from "../score.js";

export const dot: Score = {
  about: "States answer each other as far as they point the same way and are long.",
  formula: "e_j = sᵀ h_j",
  from: "Luong 2015, Eq. 8",
  sees: "content",
  equalWidths: true,
  init: () => ({}),
  keyWidth: ({ states }) => states,
  keys: (_, states) => states,
  score: (_, queries, keys) => ops.matmul(queries, ops.transpose(keys)),
};

/**
 * @file The scaled dot score: e_tj = s_tᵀ h_j / √H. Vaswani 2017, Eq. 1.
 *
 * A sum of H products of independent numbers of variance 1 has variance H. Divided by √H it has
 * variance 1 however wide the states are, and the softmax starts soft.
 */
import { ops } from "@heed/tensor";
import { dot } from "./dot.js";
import type { Score } from "../score.js";

export const scaledDot: Score = {
  ...dot,
  about: "The dot score over the root of the width, so that wide states do not score louder.",
  formula: "e_j = sᵀ h_j / √H",
  from: "Vaswani 2017, Eq. 1",
  // The keys are scaled, once per sentence, and not the scores of every step.
  keys: (_, states) => ops.mul(states, 1 / Math.sqrt(states.shape[2])),
};

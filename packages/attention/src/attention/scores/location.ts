/**
 * @file The location score: a_t = softmax(W s_t). Luong 2015, Eq. 7.
 *
 * It looks at places only: row j of W says how much state s_t wants word j, whatever stands there.
 * So W has as many rows as a source may have words, L, and longer sources cannot be attended to.
 */
import { ops, type Operand } from "@heed/tensor";
import { glorot } from "../../initialization.js";
import { UserError } from "../../userError.js";
import type { Score } from "../score.js";

export interface LocationParameters {
  /** W: (H, L). */
  readonly weight: Operand;
}

export const location: Score<LocationParameters> = {
  about: "The decoder state alone says which place it wants, and never sees what stands there.",
  formula: "e_j = (W s)_j",
  from: "Luong 2015, Eq. 7",
  sees: "place",
  equalWidths: false,
  init: ({ query, longestSource }, init) => ({ weight: glorot(query, longestSource, init) }),
  keyWidth: ({ states }) => states,
  // Only their number is read.
  keys: (_, states) => states,
  /** Throws `UserError` where a source is longer than L. */
  score: ({ weight }, queries, keys) => {
    const S = keys.shape[1];
    const L = weight.shape[1];
    if (S > L) {
      throw new UserError(
        `a source has ${S} tokens, but attention by location has weights for ${L} places only`,
        { mend: `give at most ${L}, or train a model for sources as long` },
      );
    }
    return ops.matmul(queries, ops.slice(weight, { axis: 1, start: 0, end: S }));
  },
};

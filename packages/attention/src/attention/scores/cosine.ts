/**
 * @file The cosine score: e_tj = β s_tᵀ h_j / (‖s_t‖ ‖h_j‖). Graves 2014, Eqs. 5 and 6.
 *
 *   computed  e_tj = β n(s_t)ᵀ n(h_j),  n(x) = x / √(‖x‖² + ε²)
 *
 * ‖x‖ has no derivative at 0, and states that are 0 occur: at the start of a recurrence and under
 * padding. Under the root, ε² makes n smooth there: n(0) = 0, and no derivative is larger than 1/ε.
 * Elsewhere it shortens n(x) by a factor of at least 1 − ε² / 2‖x‖²: with ε = 10⁻³ and ‖x‖ = 1 that
 * is 5 · 10⁻⁷, a few roundings of a float32.
 *
 * β starts at √H. A cosine of random directions has variance 1 / H; times √H it has variance 1, as
 * the scaled dot score has, and is that score for states whose numbers have mean square 1. From 1,
 * no weight could be more than e² times another until β had grown. Graves's controller gives a β > 0
 * at each step; here it is one learnt number, free in sign.
 */
import { full, ops, type Operand } from "@heed/tensor";
import { dot } from "./dot.js";
import type { Score } from "../score.js";

export interface CosineParameters {
  /** β: (). */
  readonly strength: Operand;
}

/** ε, a length in the units of the states. */
export const epsilon = 1e-3;

export const cosine: Score<CosineParameters> = {
  about: "States answer each other as far as they point the same way, however long they are.",
  formula: "e_j = β sᵀ h_j / (‖s‖ ‖h_j‖)",
  from: "Graves 2014, Eqs. 5 and 6",
  sees: "content",
  equalWidths: true,
  init: ({ query }, { backend, dtype }) => ({
    strength: full([], Math.sqrt(query), { backend, dtype }),
  }),
  keyWidth: ({ states }) => states,
  keys: (_, states) => directions(states),
  score: (p, queries, keys) => dot.score(p, ops.mul(directions(queries), p.strength), keys),
};

/** n(x) of each vector along the last axis. */
function directions(x: Operand): Operand {
  const squares = ops.sum(ops.square(x), { axes: [-1], keepDims: true });
  return ops.div(x, ops.sqrt(ops.add(squares, epsilon ** 2)));
}

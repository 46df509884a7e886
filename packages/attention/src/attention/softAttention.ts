/**
 * @file Soft attention over any score: a context vector per step, as a mean of the encoder states
 * that the weights a_t choose (Bahdanau 2015, Eqs. 5–6), within a window (Luong 2015, §3), and with
 * an eye on where it has looked before (See et al. 2017, Eq. 11).
 *
 *   e_tj = f(h_j, s),  a_t = softmax(e_t),  c_t = Σ_j a_tj h_j
 *
 * Coverage, cov_tj = Σ_{t'<t} a_t'j, enters the score through the keys: the key of place j gets
 * w cov_tj added. In the additive score that is vᵀ tanh(W s + U h_j + w cov_tj), as published; in
 * one of products it adds sᵀw cov_tj to e_tj.
 */
import { ops, zeros, type Operand } from "@heed/tensor";
import { glorot } from "../initialization.js";
import type { Attention, AttentionSizes } from "./attention.js";
import type { Score } from "./score.js";
import type { Frame, Window } from "./window.js";

export interface SoftAttentionParameters<P, W> {
  readonly score: P;
  readonly window: W;
  /** w, (1, K); absent without coverage. */
  readonly coverage?: Operand;
}

/** What is kept of a source. */
export interface SoftMemory {
  /** What is compared with queries: (B, S, K). */
  readonly keys: Operand;
  /** What the context is a mean of: (B, S, M). */
  readonly values: Operand;
  /** What is added to scores: 0 at words, −∞ at padding, (B, 1, S); absent where nothing is padded. */
  readonly padding?: Operand;
  /** How many words each source has: (B, 1, 1). */
  readonly lengths: Operand;
}

/** What soft attention is put together from. */
export interface SoftParts<P extends object, W extends object> {
  readonly score: Score<P>;
  readonly window: Window<W>;
  /** D, half the window's width. */
  readonly reach: number;
  readonly coverage: boolean;
}

export function softAttention<P extends object, W extends object>({
  score,
  window,
  reach,
  coverage,
}: SoftParts<P, W>): Attention<SoftAttentionParameters<P, W>, SoftMemory> {
  return {
    about: score.about,
    formula: score.formula,
    from: score.from,
    covers: coverage,
    init: (sizes, init) => ({
      score: score.init(sizes, init),
      window: window.init(sizes, init),
      ...(coverage && { coverage: glorot(1, score.keyWidth(sizes), init) }),
    }),
    contextWidth: ({ states }: AttentionSizes) => states,
    prepare: (p, { states, mask, lengths }) => ({
      keys: score.keys(p.score, states),
      values: states,
      lengths,
      ...(mask && { padding: paddingOf(mask, states) }),
    }),
    attend: (p, queries, memory, past) => {
      const { values, padding, lengths } = memory;
      const keys =
        p.coverage && past.coverage
          ? ops.add(memory.keys, ops.matmul(ops.unsqueeze(past.coverage, { axis: 2 }), p.coverage))
          : memory.keys;
      const scores = score.score(p.score, queries, keys); // (B, Q, S)
      const places = { step: past.step, lengths, sourceLength: values.shape[1], reach };
      const frame = window.frame(p.window, queries, places);
      const weights = weigh(scores, frame, padding); // (B, Q, S)
      return { scores, weights, contexts: ops.matmul(weights, values) };
    },
  };
}

/** For a mask (B, S), 1 at words and 0 at padding: 0 and −∞, of the states' element type. */
function paddingOf(mask: Operand, { dtype, value: { backend } }: Operand): Operand {
  const [B, S] = mask.shape;
  const zero = zeros([B, 1, S], { backend, dtype });
  return ops.where(ops.unsqueeze(mask, { axis: 1 }), zero, -Infinity);
}

/** a, (B, Q, S): the softmax of the scores over the words inside the frame, faded as it says. */
function weigh(scores: Operand, { inside, fading }: Frame, padding: Operand | undefined): Operand {
  const words = padding === undefined ? scores : ops.add(scores, padding);
  const seen = inside === undefined ? words : ops.where(inside, words, -Infinity);
  const weights = ops.softmax(seen);
  return fading === undefined ? weights : ops.mul(weights, fading);
}

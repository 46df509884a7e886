/**
 * @file What attention is to a decoder: from the state of each step, the context vector c_t.
 *
 * B batch, Q queries, S source length, H decoder state, M encoder state, A alignment size.
 */
import type { Operand } from "@heed/tensor";
import type { Encoding } from "../encoder.js";
import type { Initializer } from "../initialization.js";

/** Sizes that attention parameters are made from. */
export interface AttentionSizes {
  /** H */
  readonly query: number;
  /** M */
  readonly states: number;
  /** A */
  readonly alignment: number;
  /** The most words a source may have: only a score that looks at places asks. */
  readonly longestSource: number;
}

/** What a decoder remembers of where it looked. */
export interface Past {
  /** t of the first query, from 0. */
  readonly step: number;
  /** Σ a_t' over the steps before, (B, S); absent where nobody asks. */
  readonly coverage?: Operand;
}

/** Where queries looked and what they saw. All are absent where there is nothing to look at. */
export interface Glimpse {
  /** c_t, (B, Q, M). */
  readonly contexts?: Operand;
  /** e_t, (B, Q, S), as the score gave them: neither window nor padding is left out. */
  readonly scores?: Operand;
  /** a_t, (B, Q, S): ≥ 0, exactly 0 on padding. With several heads, their mean. */
  readonly weights?: Operand;
}

/** A way to get context vectors. `P` are its parameters, `M` is what it keeps of a source. */
export interface Attention<P extends object = object, M extends object = object> {
  readonly about: string;
  readonly formula: string;
  readonly from: string;
  /** Whether it wants to be told where it has looked before: then it can only step. */
  readonly covers: boolean;
  init(sizes: AttentionSizes, init: Initializer): P;
  /** How wide a context vector is; 0 if there is none. */
  contextWidth(sizes: AttentionSizes): number;
  /** What is computed once per source. */
  prepare(p: P, encoding: Encoding): M;
  /** Looks into memory with decoder states (B, Q, H). */
  attend(p: P, queries: Operand, memory: M, past: Past): Glimpse;
}

/**
 * @file What attention is to a decoder: from the state of each step, the context vector c_t.
 *
 * B batch, S source length, H decoder state, 2H the width of an encoder state.
 */
import type { Operand } from "@heed/tensor";
import type { Encoding } from "../encoder.js";
import type { Initializer } from "../initialization.js";

/** Sizes that attention parameters are made from. */
export interface AttentionSizes {
  readonly hidden: number;
  readonly alignment: number;
}

/** What attention keeps of a sentence: prepared once, read at every step. */
export interface Memory {
  /** What is looked at: the encoder states, (B, S, 2H), or their one summary, (B, 1, 2H). */
  readonly states: Operand;
  /** 1 at words, 0 at padding, (B, S); absent where nothing is padded. */
  readonly mask?: Operand;
  /** What is projected from the states once per sentence: keys (B, S, A). */
  readonly keys?: Operand;
}

/** Where a step looked and what it saw. */
export interface Glimpse {
  /** c_t, (B, 2H). */
  readonly context: Operand;
  /** a_t, (B, S): ≥ 0, summing to 1 over words, exactly 0 on padding. Absent without attention. */
  readonly weights?: Operand;
}

/** A way to get context vectors. `P` are its parameters. */
export interface Attention<P extends object = object> {
  readonly about: string;
  readonly formula: string;
  readonly from: string;
  init(sizes: AttentionSizes, init: Initializer): P;
  prepare(p: P, encoding: Encoding, mask: Operand | undefined): Memory;
  /** Looks into memory with a decoder state (B, H). */
  attend(p: P, state: Operand, memory: Memory): Glimpse;
}

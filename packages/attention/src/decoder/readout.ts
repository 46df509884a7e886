/**
 * @file What a readout is: from the state, the context and the previous word of a step the features
 * t̃_t, from which one last product makes the logits, W_o t̃_t + b_o.
 *
 * B batch, T steps, E embedding, H state, M context, F features, V vocabulary.
 */
import type { Operand } from "@heed/tensor";
import type { Initializer } from "../initialization.js";
import type { Words } from "../words.js";

/** Sizes that a readout's parameters are made from. */
export interface ReadoutSizes {
  /** E */
  readonly embedding: number;
  /** H */
  readonly hidden: number;
  /** M; 0 where there is no context. */
  readonly context: number;
  /** F, for those that may choose it. */
  readonly features: number;
}

/** What a readout reads, of one step or of a whole target. */
export interface Said {
  /** y_{t−1}: ids (B, T) and their table. */
  readonly words: Words;
  /** s_t: (B, T, H). */
  readonly states: Operand;
  /** c_t: (B, T, M); absent where there is no context. */
  readonly contexts?: Operand;
}

/** A readout. `P` are its parameters. */
export interface Readout<P extends object = object> {
  readonly about: string;
  readonly formula: string;
  readonly from: string;
  init(sizes: ReadoutSizes, init: Initializer): P;
  /** F: how many features it makes. */
  width(sizes: ReadoutSizes): number;
  /** t̃: (B, T, F). */
  features(p: P, said: Said): Operand;
}

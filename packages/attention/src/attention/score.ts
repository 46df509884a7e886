/**
 * @file What a score is: e_j = f(h_j, s), how well encoder state h_j answers decoder state s.
 *
 * B batch, S source length, H decoder state, A alignment size.
 */
import type { Operand } from "@heed/tensor";
import type { Initializer } from "../initialization.js";
import type { AttentionSizes, Memory } from "./attention.js";

/** A scoring function. `P` are its parameters. */
export interface Score<P extends object = object> {
  readonly about: string;
  readonly formula: string;
  readonly from: string;
  init(sizes: AttentionSizes, init: Initializer): P;
  /** What can be projected from the encoder states (B, S, 2H) once per sentence. */
  keys?(p: P, states: Operand): Operand;
  /** e, (B, S), for decoder states s, (B, H). */
  score(p: P, state: Operand, memory: Memory): Operand;
}

/**
 * @file What a score is: e_tj = f(h_j, s_t), how well encoder state h_j answers decoder state s_t.
 *
 * B batch, Q queries, S source length, H decoder state, M encoder state, K width of a key.
 *
 * Queries are decoder states: one at a time while decoding, (B, 1, H), or those of a whole target
 * where an order of decoding allows it, (B, T, H).
 */
import type { Operand } from "@heed/tensor";
import type { Initializer } from "../initialization.js";
import type { AttentionSizes } from "./attention.js";

/** A scoring function. `P` are its parameters. */
export interface Score<P extends object = object> {
  readonly about: string;
  readonly formula: string;
  readonly from: string;
  /** What e_tj depends on besides s_t: what stands at place j, or only which place it is. */
  readonly sees: "content" | "place";
  /** Whether encoder and decoder states must be equally wide, M = H. */
  readonly equalWidths: boolean;
  init(sizes: AttentionSizes, init: Initializer): P;
  /** K: how wide the keys are. */
  keyWidth(sizes: AttentionSizes): number;
  /** The keys (B, S, K), made from the encoder states (B, S, M) once per sentence. */
  keys(p: P, states: Operand): Operand;
  /** e, (B, Q, S), for queries (B, Q, H) and keys (B, S, K). */
  score(p: P, queries: Operand, keys: Operand): Operand;
}

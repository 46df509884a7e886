/**
 * @file What a window is: which places of the source a step may look at, and how much less it sees
 * of those far from the middle. Luong 2015, §3.
 *
 * B batch, Q queries, S source length, H decoder state, D half the window's width.
 */
import type { Operand } from "@heed/tensor";
import type { Initializer } from "../initialization.js";
import type { AttentionSizes } from "./attention.js";

/** Where queries stand and what they look at. */
export interface Places {
  /** t of the first query, from 0; the others follow it. */
  readonly step: number;
  /** How many words each source has: (B, 1, 1), of the queries' element type. */
  readonly lengths: Operand;
  /** S, padding included. */
  readonly sourceLength: number;
  /** D */
  readonly reach: number;
}

/** What a window does to the places of a source. Both broadcast to (B, Q, S). */
export interface Frame {
  /** 1 where a step may look, 0 where not; absent: everywhere. */
  readonly inside?: Operand;
  /** What weights are multiplied with after the softmax; absent: nothing. */
  readonly fading?: Operand;
}

/** A window. `P` are its parameters. */
export interface Window<P extends object = object> {
  readonly about: string;
  readonly formula: string;
  readonly from: string;
  /** What the weights of a step sum to: 1, or less where they fade. */
  readonly sums: "to one" | "to at most one";
  init(sizes: AttentionSizes, init: Initializer): P;
  /** The frame of queries (B, Q, H). Padding need not be left out: that is done for all windows. */
  frame(p: P, queries: Operand, places: Places): Frame;
}

/**
 * @file What an order is: whether a decoder looks before it steps or after, and what its cell reads
 * besides the previous word. Any order goes with any score.
 *
 * B batch, H state, M context, F features of the readout.
 */
import type { Operand } from "@heed/tensor";
import type { Glimpse } from "../attention/attention.js";
import type { CellState } from "../cells/cell.js";
import type { DecoderState } from "./decoder.js";
import type { ReadoutSizes } from "./readout.js";

/** What the layers of the decoder said in one step. */
export interface Advance {
  /** Of each layer. */
  readonly layers: readonly CellState[];
  /** s_t, what the top layer says: (B, H). */
  readonly output: Operand;
}

/** The movements of a decoder within one step, from which an order makes the step. */
export interface Movements {
  /** Runs the layers on the previous word and, if given, another vector (B, width). */
  advance(besides?: Operand): Advance;
  /** Looks at the source with a state (B, H). */
  look(query: Operand): Glimpse;
  /** The readout's features (B, F) of a state and what was seen. */
  readOut(output: Operand, glimpse: Glimpse): Operand;
}

/** What came of a step. */
export interface Moved extends Advance {
  readonly glimpse: Glimpse;
  /** What is fed back to the next step, (B, F); absent where nothing is. */
  readonly fed?: Operand;
}

export interface Order {
  readonly about: string;
  readonly formula: string;
  readonly from: string;
  /** How wide the vector is that the cell reads besides the word; 0 if there is none. */
  besides(sizes: ReadoutSizes, features: number): number;
  /** Whether what is read out is fed back to the next step. */
  readonly feeds: boolean;
  /** Whether the recurrence needs no glimpses, so that a whole target can be attended at once. */
  readonly looksLater: boolean;
  step(decoder: Movements, before: DecoderState): Moved;
}

/**
 * @file What a start is: where the decoder's state comes from before its first step.
 *
 * B batch, H decoder state, M encoder state, H' units of each direction of the encoder.
 */
import type { Cell, CellState } from "../cells/cell.js";
import type { Encoding } from "../encoder.js";
import type { Initializer } from "../initialization.js";

/** Sizes that a start's parameters are made from. */
export interface StartSizes {
  /** H */
  readonly hidden: number;
  /** M */
  readonly states: number;
  /** H' */
  readonly units: number;
  readonly layers: number;
}

/** What a start is made of and what it makes. */
export interface StartPlace {
  readonly cell: Cell;
  readonly encoding: Encoding;
  /** (B, H) */
  readonly shape: readonly [B: number, H: number];
}

/** A way to begin. `P` are its parameters. */
export interface Start<P extends object = object> {
  readonly about: string;
  readonly formula: string;
  readonly from: string;
  /** What it needs of the encoder: states as wide as the decoder's, or a backward cell. */
  readonly needs: "nothing" | "equal widths" | "a backward cell";
  init(cell: Cell, sizes: StartSizes, init: Initializer): P;
  /** s_0 of each layer. */
  states(p: P, place: StartPlace): CellState[];
}

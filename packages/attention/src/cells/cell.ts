/**
 * @file What a recurrent cell is: s' = cell(s, W x + b). The projection of the input is apart from
 * the step, because for a known sequence it is one matrix product over all time steps.
 */
import type { Operand } from "@heed/tensor";
import type { Initializer } from "../initialization.js";
import type { LinearParameters } from "../linear.js";

/** The weights of a cell of H units. */
export interface CellParameters {
  /** W and b, from the input: (inputs, gates · H). */
  readonly input: LinearParameters;
  /** U and b_u, from the state: (H, gates · H). */
  readonly recurrent: LinearParameters;
}

export interface Cell {
  /** What it computes and where it was published. */
  readonly about: string;
  readonly formula: string;
  readonly from: string;
  init(inputs: number, H: number, init: Initializer): CellParameters;
  /** The next state (B, H), from W x + b (B, gates · H) and the state before (B, H). */
  step(p: CellParameters, projected: Operand, state: Operand): Operand;
}

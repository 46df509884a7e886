/**
 * @file What a recurrent cell is: state' = cell(state, W x + b). The projection of the input is apart
 * from the step, because for a known sequence it is one matrix product over all time steps.
 *
 * B batch, H units.
 */
import type { Operand } from "@heed/tensor";
import type { Initializer } from "../initialization.js";
import type { LinearParameters } from "../linear.js";

/** The weights of a cell of H units. A cell may have more than these. */
export interface CellParameters {
  /** W and b, from the input: (inputs, gates · H). */
  readonly input: LinearParameters;
  /** U and b_u, from the state: (H, gates · H). */
  readonly recurrent: LinearParameters;
}

/** What a cell carries from step to step. */
export interface CellState {
  /** What everybody else reads: (B, H). */
  readonly h: Operand;
  /** The memory of an LSTM, which only the cell itself reads: (B, H). */
  readonly c?: Operand;
}

/** A recurrent cell. `P` are its parameters. */
export interface Cell<P extends CellParameters = CellParameters> {
  /** What it computes and where it was published. */
  readonly about: string;
  readonly formula: string;
  readonly from: string;
  /** Whether its state has a memory c. */
  readonly hasMemory: boolean;
  init(inputs: number, H: number, init: Initializer): P;
  /** The next state, from W x + b (B, gates · H) and the state before. */
  step(p: P, projected: Operand, state: CellState): CellState;
  /**
   * What the gates said in that step, by their letters in the formula, each (B, H): for who wants to
   * look inside. A fused step does not keep them.
   */
  gates(p: P, projected: Operand, state: CellState): Readonly<Record<string, Operand>>;
}

/**
 * @file First weights of a cell: those of its gates side by side, W (inputs, gates · H) from Glorot's
 * draws and U (H, gates · H) of one orthogonal matrix for each gate.
 */
import type { Operand } from "@heed/tensor";
import { orthogonal, zeroBias, type Initializer } from "../initialization.js";
import { initLinear } from "../linear.js";
import type { CellParameters } from "./cell.js";

/** Weights of `gates` gates of H units. b_u (gates · H) is 0 unless given. */
export function initGates(
  inputs: number,
  gates: number,
  H: number,
  init: Initializer,
  recurrentBias: Operand = zeroBias(gates * H, init),
): CellParameters {
  return {
    input: initLinear(inputs, gates * H, init),
    recurrent: { weight: orthogonal(H, gates, init), bias: recurrentBias },
  };
}

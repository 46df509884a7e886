/**
 * @file What layer-normalised cells learn besides the weights of a cell. Ba, Kiros & Hinton 2016
 * (arXiv 1607.06450), Eqs. 4 and 15–16.
 *
 *   LN(a; g, b) = g ∘ (a − μ) / √(σ² + ε) + b,  μ and σ² over the units of one row
 *
 * What the input contributes and what the state contributes are normalised apart:
 *
 *   LN(W x + b; g_x, b_x) and LN(U s; g_u, b_u)
 *
 * b stands inside its norm, since `projected` already contains it. b_u stands outside, as the bias of
 * the other: inside, it would be all there is to normalise at a first state of zeros, and a norm's slope
 * there is g / √ε, over 300. The authors' own code does the same (github.com/ryankiros/layer-norm).
 */
import { ones, type Operand } from "@heed/tensor";
import { zeroBias, type Initializer } from "../initialization.js";
import type { CellParameters } from "./cell.js";

/** What one norm learns. */
export interface NormParameters {
  /** (units); starts at 1. */
  readonly gain: Operand;
  /** (units); starts at 0. */
  readonly bias: Operand;
}

/** A cell that normalises what input and state contribute, each by itself. */
export interface NormalizedParameters extends CellParameters {
  /** g_x and b_x: (gates · H). */
  readonly inputNorm: NormParameters;
  /** g_u: (gates · H). The bias of this norm is b_u, `recurrent.bias`. */
  readonly recurrentGain: Operand;
}

export function initNorm(units: number, init: Initializer): NormParameters {
  return { gain: ones([units], init), bias: zeroBias(units, init) };
}

/** The same cell with norms that do nothing but normalise. */
export function addNorms(cell: CellParameters, init: Initializer): NormalizedParameters {
  const [columns] = cell.input.bias.shape;
  return {
    ...cell,
    inputNorm: initNorm(columns, init),
    recurrentGain: ones([columns], init),
  };
}

/**
 * @file An affine map: y = x W + b.
 */
import { ops, type Operand } from "@heed/tensor";
import { glorot, zeroBias, type Initializer } from "./initialization.js";

export interface LinearParameters {
  /** (inputs, outputs) */
  readonly weight: Operand;
  /** (outputs) */
  readonly bias: Operand;
}

export function initLinear(inputs: number, outputs: number, init: Initializer): LinearParameters {
  return { weight: glorot(inputs, outputs, init), bias: zeroBias(outputs, init) };
}

/** x W + b: (…, inputs) to (…, outputs). */
export function linear(p: LinearParameters, x: Operand): Operand {
  return ops.affine(x, p.weight, p.bias);
}

/**
 * The parts of W and b that belong to parts of the input: W [x; y; …] + b = (W_x x + b) + W_y y + …
 * What is known for all time steps can then be multiplied once, outside the recurrence.
 */
export function splitLinear(
  p: LinearParameters,
  sizes: readonly number[],
): [first: LinearParameters, ...weights: Operand[]] {
  const [first, ...weights] = ops.split(p.weight, { axis: 0, sizes });
  return [{ weight: first, bias: p.bias }, ...weights];
}

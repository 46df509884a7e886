/**
 * @file Operand: what an operator can be applied to. A Tensor is one; so is anything that wraps a
 * tensor and wants to know what is done with it, such as a Variable on the derivative tape. Code
 * written over operands (a GRU cell, an attention score) therefore runs with and without a tape.
 */
import type { DType } from "./dtype.js";
import type { AnyOperator, Attributes } from "./op.js";
import type { Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

export interface Operand {
  readonly shape: Shape;
  readonly dtype: DType;
  /** The numbers themselves: the tensor, or the tensor that is wrapped. */
  readonly value: Tensor;
  /** Who carries out operators on this operand; plain tensors leave it to the eager one. */
  readonly interpreter?: Interpreter;
}

/** Carries out an operator on operands of which at least one is its own. */
export interface Interpreter {
  apply(operator: AnyOperator, inputs: readonly Operand[], attributes: Attributes): Operand[];
}

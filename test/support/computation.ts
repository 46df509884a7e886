/**
 * @file An operator's forward and derivative as functions from tensors to tensors, and their
 * results as numbers on the host.
 */
import { backpropagate, Variable } from "@heed/autograd";
import {
  callable,
  isFloat,
  scope,
  zeros,
  type AnyOperator,
  type Attributes,
  type Backend,
  type DType,
  type HostArray,
  type Operand,
  type Tensor,
} from "@heed/tensor";
import { place, type TensorData } from "@heed/testing";

export type Computation = (inputs: readonly Tensor[]) => Tensor[];

/** Calls the operator as users do, on tensors or variables; always an array of results. */
export function call<T extends Operand>(
  operator: AnyOperator,
  operands: readonly (T | Tensor)[],
  attributes: Attributes,
): T[] {
  const apply = callable(operator) as unknown as (...args: unknown[]) => T | T[];
  const args = operator.arity === "many" ? [operands] : operands;
  const result = apply(...args, attributes);
  return Array.isArray(result) ? result : [result];
}

/** Operands to results. */
export function forwardOf(operator: AnyOperator, attributes: Attributes): Computation {
  return (inputs) => call<Tensor>(operator, inputs, attributes);
}

/** Operands, then cotangents, to the gradients by every float operand. */
export function derivativeOf(
  operator: AnyOperator,
  attributes: Attributes,
  operandCount: number,
): Computation {
  return (inputs) => {
    const operands = inputs
      .slice(0, operandCount)
      .map((input) => (isFloat(input.dtype) ? new Variable(input) : input));
    const by = operands.filter((operand) => operand instanceof Variable);
    const outputs = call<Variable>(operator, operands, attributes);
    const gradients = backpropagate(outputs, inputs.slice(operandCount), by);
    return gradients.map(
      (gradient, i) =>
        gradient?.value ?? zeros(by[i].shape, { backend: by[i].value.backend, dtype: by[i].dtype }),
    );
  };
}

/** What a computation gives for these inputs on a backend. Nothing stays alive. */
export async function evaluate(
  computation: Computation,
  inputs: readonly TensorData[],
  backend: Backend,
  dtype: DType,
): Promise<HostArray[]> {
  const results = scope(() => computation(inputs.map((input) => place(input, { backend, dtype }))));
  try {
    return await Promise.all(results.map((result) => result.data()));
  } finally {
    for (const result of results) result.dispose();
  }
}

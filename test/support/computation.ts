/**
 * @file An operator's forward and derivative as functions from tensors to tensors, and their
 * results as numbers on the host.
 */
import { backpropagate, Variable } from "@heed/autograd";
import {
  isFloat,
  scope,
  zeros,
  type AnyOperator,
  type Attributes,
  type Backend,
  type DType,
  type HostArray,
  type Tensor,
} from "@heed/tensor";
import { call, place, type Input } from "./operatorCase.js";

export type Computation = (inputs: readonly Tensor[]) => Tensor[];

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

/** Whether there is anything to differentiate: a float result of a float operand, and a rule. */
export function isDifferentiable(operator: AnyOperator): boolean {
  const { integers = [], operands, arity } = operator;
  const hasFloats = arity === "many" || integers.length < operands.length;
  const isSmooth = operator.resultType === undefined;
  return hasFloats && isSmooth && (operator.vjp ?? operator.composition) !== undefined;
}

/** What a computation gives for these inputs on a backend. Nothing stays alive. */
export async function evaluate(
  computation: Computation,
  inputs: readonly Input[],
  backend: Backend,
  dtype: DType,
): Promise<HostArray[]> {
  const results = scope(() => computation(inputs.map((input) => place(input, backend, dtype))));
  try {
    return await Promise.all(results.map((result) => result.data()));
  } finally {
    for (const result of results) result.dispose();
  }
}

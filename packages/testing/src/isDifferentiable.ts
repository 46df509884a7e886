/** @file Which operators have a derivative. */
import type { AnyOperator } from "@heed/tensor";

/** Whether there is anything to differentiate: a float result of a float operand, and a rule. */
export function isDifferentiable(operator: AnyOperator): boolean {
  const { integers = [], operands, arity } = operator;
  const hasFloats = arity === "many" || integers.length < operands.length;
  const isSmooth = operator.resultType === undefined;
  return hasFloats && isSmooth && (operator.vjp ?? operator.composition) !== undefined;
}

/** @file What gradients are checked of: numbers in float64, and operators whose rule is wrong. */
import type { CheckMode } from "@heed/autograd";
import {
  apply,
  ops,
  reference,
  tensor,
  type AnyOperator,
  type NestedNumbers,
  type Operand,
  type Tensor,
} from "@heed/tensor";

export const at = { backend: reference, dtype: "float64" } as const;

export const modes: readonly CheckMode[] = ["full", "projected", "sampled"];

export function numbers(values: NestedNumbers): Tensor {
  return tensor(values, at);
}

/** The operator with another rule, applied. */
export function withRule(
  operator: AnyOperator,
  vjp: NonNullable<AnyOperator["vjp"]>,
  composition?: AnyOperator["composition"],
): (...operands: readonly Operand[]) => Operand {
  const wrong = { ...operator, vjp, ...(composition && { composition }) };
  return (...operands) => apply(wrong, operands, {}, ops)[0];
}

/**
 * @file Operators of the list, fused ones included, by all their float operands.
 */
import { apply, operators, ops, type AnyOperator, type Operand } from "@heed/tensor";
import { isDifferentiable, operatorCases, place, type OperatorCase } from "@heed/testing";
import fc from "fast-check";
import { drawingFrom } from "./drawing.js";
import type { Case, Subject } from "./subject.js";

export const operatorSubjects: readonly Subject[] = Object.values<AnyOperator>(operators)
  .filter(isDifferentiable)
  .map(operatorSubject);

/** An operator on random operands: views of any layout, drawn from its own sample. */
export function operatorSubject(operator: AnyOperator): Subject {
  return {
    kind: "operator",
    name: operator.name,
    cases: 20,
    ...drawingFrom(operatorCases(operator), (drawn) => caseOf(operator, drawn)),
  };
}

/** Operands by name; those of an operator that takes a list are one. */
type Operands = Readonly<Record<string, Operand>> | readonly Operand[];

function caseOf(operator: AnyOperator, drawn: OperatorCase): Case<Operands> {
  const tensors = drawn.inputs.map((input) => place(input));
  const inputs =
    operator.arity === "many"
      ? tensors
      : Object.fromEntries(operator.operands.map((name, i) => [name, tensors[i]]));
  return {
    compute: (operands) => {
      const results = apply(operator, Object.values(operands), drawn.attributes, ops);
      return results.length === 1 ? results[0] : results;
    },
    inputs,
    describe: () => drawn[fc.toStringMethod](),
  };
}

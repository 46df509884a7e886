/**
 * @file An operator as what is mutated, in cases of its own `sample`.
 */
import { callable, type AnyOperator } from "@heed/tensor";
import fc from "fast-check";
import { operatorCases, type OperatorCase } from "../arbitraries/operatorCases.js";
import { place } from "../arbitraries/tensorData.js";
import type { ListFunction, MutationSubject, OpenSubject } from "./mutant.js";
import { operatorMutants } from "./operatorMutants.js";
import { byLot, type SubjectOptions } from "./subjectOptions.js";

/** How many cases are looked at for what can be wrong. */
const looks = 12;

/**
 * An operator in random cases of its own `sample`. Its mutants: everything that can be got wrong with
 * its rule, with each operator that the rule calls, with its composition.
 */
export function operatorSubject(
  operator: AnyOperator,
  options: SubjectOptions = {},
): MutationSubject {
  return { name: operator.name, open: (cases) => openOperator(operator, cases, options) };
}

function openOperator(operator: AnyOperator, count: number, options: SubjectOptions): OpenSubject {
  const cases = fc
    .sample(operatorCases(operator), { seed: options.seed ?? 0, numRuns: count })
    // What can be seen in a small case need not be looked for in a large one.
    .toSorted((a, b) => elements(a) - elements(b))
    .map(({ inputs, attributes }) => ({ inputs: inputs.map((input) => place(input)), attributes }));
  const looked = cases.filter((_, i) => i % Math.ceil(count / looks) === 0);
  return {
    caseOf: (number) => {
      const { inputs, attributes } = cases[number];
      return { f: callOf(operator, attributes), inputs };
    },
    mutants: byLot(operatorMutants(operator, looked), options).map(
      ({ operator: wrong, ...told }) => {
        return { ...told, wrongIn: (number) => callOf(wrong, cases[number].attributes) };
      },
    ),
  };
}

function elements({ inputs }: OperatorCase): number {
  return inputs.reduce((total, { values }) => total + values.length, 0);
}

/** The call of an operator as a function of its operands. */
function callOf(operator: AnyOperator, attributes: object): ListFunction {
  const call = callable(operator) as unknown as (...args: unknown[]) => ReturnType<ListFunction>;
  return (inputs) =>
    operator.arity === "many" ? call(inputs, attributes) : call(...inputs, attributes);
}

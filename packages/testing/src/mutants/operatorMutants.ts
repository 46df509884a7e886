/**
 * @file Wrong derivatives of one operator: of its rule, of the composition that stands for the rule
 * in second derivatives, or of the operators that it is composed of.
 */
import { Variable } from "@heed/autograd";
import {
  isFloat,
  scope,
  type Algebra,
  type AnyOperator,
  type Attributes,
  type Tensor,
} from "@heed/tensor";
import { callFaultsOf } from "./callFaults.js";
import { algebraWith, carryOut, isFused, tracedCalls, type TracedCall } from "./calls.js";
import { faultsOf, faultyAlgebra } from "./faultsOf.js";
import type { MutationKind } from "./mutationKind.js";
import { kindAmong, withFault, type Context } from "./ruleFault.js";
import { contextOf, type Operands } from "./ruleContext.js";

/** An operator that computes what another one does, with a wrong derivative. */
export interface OperatorMutant {
  readonly name: string;
  readonly kind: MutationKind;
  readonly order: 1 | 2;
  readonly operator: AnyOperator;
}

/** What to apply the operator to. */
export interface OperatorInputs {
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
}

/**
 * The operator's mutants that can be told of in one of the cases: all of its own rule, of its
 * composition if it has one besides, and of the rules that it is composed of if it has none.
 */
export function operatorMutants(
  operator: AnyOperator,
  cases: readonly OperatorInputs[],
): OperatorMutant[] {
  return scope(() => [
    ...(hasNoRule(operator) ? mutantsInside(operator, cases) : ruleMutants(operator, cases)),
    ...(isFused(operator) ? compositionMutants(operator, cases) : []),
  ]);
}

function ruleMutants(operator: AnyOperator, cases: readonly OperatorInputs[]): OperatorMutant[] {
  const contexts = cases.map((drawn, seed) => contextOf(operator, drawn, seed));
  return faultsOf(operator, contexts).map((fault) => {
    const { name, kind, order } = fault;
    return { name, kind, order, operator: withFault(operator, fault) };
  });
}

/** Calls of the composition that are wrong: second derivatives are those of something else. */
function compositionMutants(
  operator: AnyOperator,
  cases: readonly OperatorInputs[],
): OperatorMutant[] {
  const mutants = new Map<string, OperatorMutant>();
  for (const call of cases.flatMap((drawn) => callsInside(operator, drawn, isFused))) {
    for (const { kind, name: how, apply } of callFaultsOf(call.operator)) {
      const name = `composition > ${call.place}: ${how}`;
      if (mutants.has(name) || apply(call) === undefined) continue;
      const wrong = withAlgebra(operator, () => faultyAlgebra(call.place, apply));
      mutants.set(name, { name, kind, order: 1, operator: wrong });
    }
  }
  return [...mutants.values()];
}

/** Each operator that it is composed of, in turn, with a faulty rule. */
function mutantsInside(operator: AnyOperator, cases: readonly OperatorInputs[]): OperatorMutant[] {
  const found = new Map<
    string,
    { inner: AnyOperator; contexts: Context[]; uses: Operands["inputs"][] }
  >();
  for (const drawn of cases) {
    const calls = callsInside(operator, drawn, hasNoRule).filter(
      (call) => !hasNoRule(call.operator),
    );
    const uses = calls.flatMap(({ operands }) => operands);
    for (const [seed, call] of calls.entries()) {
      const { place, operator: inner } = call;
      const context = contextAt(call, seed);
      if (context === undefined) continue;
      const at = found.get(place) ?? { inner, contexts: [], uses: [] };
      at.contexts.push(context);
      at.uses.push(uses);
      found.set(place, at);
    }
  }
  return [...found].flatMap(([place, { inner, contexts, uses }]) =>
    faultsOf(inner, contexts, { calls: false }).map((fault) => {
      const faulty = withFault(inner, fault);
      // An operator of a list may have fewer operands in one case than in another.
      const { gradient = 0 } = fault;
      const i = contexts.findIndex(({ inputs }) => gradient < inputs.length);
      return {
        name: `${place}: ${fault.name}`,
        kind: kindAmong(fault, contexts[i].inputs, uses[i]),
        order: fault.order,
        operator: withAlgebra(operator, () =>
          algebraWith(place, (call) => carryOut({ ...call, operator: faulty })),
        ),
      };
    }),
  );
}

function hasNoRule(operator: AnyOperator): boolean {
  return operator.vjp === undefined;
}

/** The calls that the composition makes in this case, on variables. */
function callsInside(
  operator: AnyOperator,
  { inputs, attributes }: OperatorInputs,
  isOpened: (operator: AnyOperator) => boolean,
): TracedCall[] {
  const operands = inputs.map((x) => (isFloat(x.dtype) ? new Variable(x) : x));
  return tracedCalls((ops) => operator.composition?.(operands, attributes, ops), isOpened);
}

/** What the rule of the called operator is given; nothing where no derivative reaches it. */
function contextAt(call: TracedCall, seed: number): Context | undefined {
  const { operator, operands: inputs, attributes } = call;
  const wants = inputs.map((x) => x instanceof Variable && x.tracked);
  return wants.includes(true)
    ? contextOf(operator, { inputs, attributes }, seed, wants)
    : undefined;
}

/** The operator composed in another algebra, a new one for each call. */
function withAlgebra(operator: AnyOperator, algebra: () => Algebra): AnyOperator {
  return {
    ...operator,
    composition: (inputs, attributes) =>
      operator.composition?.(inputs, attributes, algebra()) ?? [],
  };
}

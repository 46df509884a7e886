/**
 * @file The operators as a rule is given them, with somebody listening: each call can be noted, or
 * answered by something else.
 *
 * A call has a place: which operator, and the how manyeth call of it. Calls inside an operator that
 * is carried out as its composition have places of their own: `gruGatesVjp 1 > mul 3`.
 */
import {
  apply,
  operators,
  ops as plain,
  type Algebra,
  type AnyOperator,
  type Attributes,
  type Operand,
} from "@heed/tensor";

/** One call of an operator. */
export interface OperatorCall {
  readonly operator: AnyOperator;
  readonly operands: readonly (Operand | number)[];
  readonly attributes: Attributes;
}

/** A call, where it was, and what came of it. */
export interface TracedCall extends OperatorCall {
  readonly place: string;
  readonly results: readonly Operand[];
}

type Answer = (call: OperatorCall, place: string) => readonly Operand[];

/** What users call, carried out. */
export function carryOut({ operator, operands, attributes }: OperatorCall): Operand[] {
  return apply(operator, operands, attributes, plain);
}

/** Whether the operator does by itself what could also be done by others. */
export function isFused(operator: AnyOperator): boolean {
  return operator.forward !== undefined && operator.composition !== undefined;
}

/** All calls that `body` makes, and those inside the operators that `isOpened`, in order. */
export function tracedCalls(
  body: (ops: Algebra) => unknown,
  isOpened: (operator: AnyOperator) => boolean,
): TracedCall[] {
  const calls: TracedCall[] = [];
  const note: Answer = (call, place) => {
    const results = carryOut(call);
    calls.push({ ...call, place, results });
    if (isOpened(call.operator)) open(call, place, note);
    return results;
  };
  body(interceptedAlgebra(note));
  return calls;
}

/** The algebra in which the call at one place is answered by something else. */
export function algebraWith(
  place: string,
  replace: (call: OperatorCall) => readonly Operand[],
): Algebra {
  const answer: Answer = (call, at) => {
    if (at === place) return replace(call);
    if (place.startsWith(inside(at))) return open(call, at, answer);
    return carryOut(call);
  };
  return interceptedAlgebra(answer);
}

/** The operator's composition, its calls answered in turn. */
function open({ operator, operands, attributes }: OperatorCall, place: string, answer: Answer) {
  const inputs = operands.map((operand): Operand => {
    if (typeof operand !== "number") return operand;
    throw new TypeError(`${place}: a number must not be an operand of a composition`);
  });
  const algebra = interceptedAlgebra(answer, inside(place));
  const results = operator.composition?.(inputs, attributes, algebra) ?? [];
  return Array.isArray(results) ? results : [results];
}

function inside(place: string): string {
  return `${place} > `;
}

function interceptedAlgebra(answer: Answer, prefix = ""): Algebra {
  const counts = new Map<string, number>();
  const calls = Object.entries(operators as Record<string, AnyOperator>).map(([name, operator]) => {
    const call = (...args: unknown[]): unknown => {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const results = answer(callOf(operator, args), `${prefix}${name} ${count}`);
      return operator.returns === "one" ? results[0] : results;
    };
    return [name, call];
  });
  // The list's types are checked where operators are defined; here they are only reshaped.
  return Object.fromEntries(calls) as Algebra;
}

function callOf(operator: AnyOperator, args: readonly unknown[]): OperatorCall {
  const { arity } = operator;
  const isMany = arity === "many";
  const operands = (isMany ? args[0] : args.slice(0, arity)) as readonly (Operand | number)[];
  return { operator, operands, attributes: args[isMany ? 1 : arity] ?? {} };
}

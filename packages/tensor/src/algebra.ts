/**
 * @file The functions users call, made from the list of operators: `ops.matmul(a, b)`,
 * `ops.sum(x, { axes: [1] })`, `ops.concat([a, b], { axis: 0 })`. A plain number may stand for an
 * operand wherever an operator takes two or more.
 */
import { apply } from "./apply.js";
import type { AnyOperator, Arity, Operator } from "./op.js";
import type { Operand } from "./operand.js";
import * as operators from "./operators.js";
import type { Tensor } from "./tensor.js";

type Inputs<N extends Arity, T> = N extends 1
  ? [x: T]
  : N extends 2
    ? [a: T | number, b: T | number]
    : N extends 3
      ? [a: T | number, b: T | number, c: T | number]
      : N extends 4
        ? [a: T, b: T, c: T, d: T]
        : N extends 5
          ? [a: T, b: T, c: T, d: T, e: T]
          : [xs: readonly T[]];

type Options<A> = object extends A ? [attributes?: A] : [attributes: A];

type Result<O, T> = O extends "one" ? T : T[];

/**
 * The call of one operator: tensors give tensors; where one operand is something else (a Variable,
 * say), so is the result.
 */
export type Call<P> =
  P extends Operator<infer N, infer A, infer O>
    ? {
        (...args: [...Inputs<N, Tensor>, ...Options<A>]): Result<O, Tensor>;
        <T extends Operand>(...args: [...Inputs<N, T | Tensor>, ...Options<A>]): Result<O, T>;
      }
    : never;

/** Every operator in the list, as a function. */
export type Algebra = { readonly [K in keyof typeof operators]: Call<(typeof operators)[K]> };

/** The function that applies one operator, yours included: `const swish = callable(swishOp)`. */
export function callable<P extends AnyOperator>(operator: P): Call<P> {
  const call = (...args: unknown[]): unknown => {
    const operands = (operator.arity === "many" ? args[0] : args.slice(0, operator.arity)) as (
      Operand | number
    )[];
    const attributes = args[operator.arity === "many" ? 1 : operator.arity] ?? {};
    const outputs = apply(operator, operands, attributes, ops);
    return operator.returns === "one" ? outputs[0] : outputs;
  };
  // The list's types are checked where operators are defined; here they are only reshaped.
  return call as unknown as Call<P>;
}

/** Every operator in the list, by name. */
export const ops: Algebra = Object.fromEntries(
  Object.entries(operators).map(([name, operator]) => [name, callable(operator)]),
) as unknown as Algebra;

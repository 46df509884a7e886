/**
 * @file What an operator is: its name, formula, shape rule, costs, forward and derivative in one
 * object. Everything else about an operator (the function users call, its lift to the tape, its
 * rows in the conformance, gradient and benchmark tables, its explanation) follows from it.
 *
 * An operator is one of three kinds, told by what it has:
 *
 *   primitive    `forward` launches kernels or makes a view; `vjp` is its derivative
 *   derived      only a `composition` of other operators; its derivative follows from theirs
 *   fused        `forward` or `vjp` for speed, and the `composition` that it equals: tests hold
 *                the two together, and second derivatives are taken through the composition
 *
 * A backend may replace any of them by code of its own (`Backend.replacement`).
 */
import type { Algebra } from "./algebra.js";
import type { DType } from "./dtype.js";
import type { Kernel } from "./kernel.js";
import type { Operand } from "./operand.js";
import type { Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** What is not a tensor: axes, sizes, rates, by name. */
export type Attributes = object;

/** The attributes of an operator that has none. */
export type NoAttributes = object;

/**
 * Runs a kernel over a grid of at most three sizes, outermost first, and returns the cells as a
 * row-major tensor. Constants are integers (sizes, strides); a number that varies from call to
 * call is an argument. Tensors reach the kernel row-major from index 0, unless `whole`.
 */
export type Launch = (
  kernel: Kernel,
  grid: Shape,
  constants: Readonly<Record<string, number>>,
  ...args: readonly (Tensor | Whole | number)[]
) => Tensor;

/** A tensor whose storage the kernel addresses itself, by strides and offset in its constants. */
export interface Whole {
  readonly whole: Tensor;
}

/** What an operand may hold; tests draw their values from it. */
export type Domain =
  | "real" // any float
  | "nonzero" // floats away from 0
  | "positive" // floats > 0
  | "distinct" // floats, no two of them near each other: the order is not in doubt
  | "mask" // int32, 0 or 1
  | { readonly indexBelow: number }; // int32 in [0, n)

/** What a random test case of an operator looks like. */
export interface Sample {
  readonly inputs: readonly { readonly shape: Shape; readonly domain: Domain }[];
  readonly attributes?: Attributes;
}

/** Where a sample's choices come from: fast-check in tests, fixed sizes in benchmarks. */
export interface Draw {
  /** An integer in [low, high]. */
  integer(low: number, high: number): number;
  /** A shape of a rank in [minRank, maxRank], of sizes from `minSize` (0 unless said) up. */
  shape(minRank: number, maxRank: number, minSize?: number): number[];
  /** One of the choices. */
  pick<C>(choices: readonly C[]): C;
  /** A shape that broadcasts to the given one. */
  broadcastable(shape: Shape): number[];
}

/** What a derivative is given. Cotangents are the gradients of the loss by each output. */
export interface VjpContext<A> {
  readonly inputs: readonly Operand[];
  readonly outputs: readonly Operand[];
  /** The first output, for the many operators that have one. */
  readonly output: Operand;
  readonly cotangents: readonly Operand[];
  /** The cotangent of the first output. */
  readonly cotangent: Operand;
  readonly attributes: A;
  /** Whether the gradient by each input is wanted: skip what is not. */
  readonly wants: readonly boolean[];
}

/**
 * The gradient by one operand of several applications of an operator at once. Where they have that
 * operand in common, as the steps of a recurrence have its weights, one computation takes the place
 * of one for each and of their sum, which is what it must equal.
 */
export interface Joint<A> {
  /** Which operand. */
  readonly operand: number;
  /** The sum of the gradients by it; `undefined` where it is no quicker to find. */
  vjp(contexts: readonly VjpContext<A>[], ops: Algebra): Operand | undefined;
}

/** How many operands: a number, or `"many"` for a list. */
export type Arity = 1 | 2 | 3 | 4 | 5 | "many";

/**
 * An operator. `N` is how many operands it takes, `A` its attributes, `O` whether it returns one
 * tensor or an array of them.
 */
export interface Operator<
  N extends Arity = Arity,
  A extends object = Attributes,
  O extends "one" | "several" = "one" | "several",
> {
  readonly name: string;
  /** What it computes, in one sentence. */
  readonly about: string;
  /** The formula, in the letters of `docs/notation.md`. */
  readonly formula: string;
  /** The derivative's formula, in the same letters. */
  readonly derivative: string;
  /** Paper and equation, where there is one. */
  readonly from?: string;
  /** Names of the operands in messages and explanations. */
  readonly operands: readonly string[];
  readonly arity: N;
  readonly returns: O;
  /** Operands that hold int32 (indices, masks, targets); all others are floats of one type. */
  readonly integers?: readonly number[];
  /** It only moves elements, so they may be of any type; else all but `integers` are floats. */
  readonly moves?: true;
  /** What the derivative reads besides the cotangent. */
  readonly keeps: "nothing" | "inputs" | "output" | "inputs and output";
  /** Shapes of the outputs; throws `ShapeError` where the operands do not fit. */
  shapes(inputs: readonly Shape[], attributes: A): readonly Shape[];
  /** Element type of the result, where it is not that of the float operands. */
  resultType?(attributes: A): DType;
  /** Floating-point operations; left out where it moves or views data only. */
  flops?(inputs: readonly Shape[], outputs: readonly Shape[], attributes: A): number;
  /** Bytes moved; left out where each input is read once and each output written once. */
  bytes?(inputs: readonly Shape[], outputs: readonly Shape[], attributes: A): number;
  forward?(launch: Launch, inputs: readonly Tensor[], attributes: A): Tensor | Tensor[];
  /** Gradients by the inputs, `null` where none flows, written with operators. */
  vjp?(context: VjpContext<A>, ops: Algebra): (Operand | null)[];
  /** The gradients by an operand of several applications at once, for those where it is quicker. */
  readonly joint?: readonly Joint<A>[];
  composition?(inputs: readonly Operand[], attributes: A, ops: Algebra): Operand | Operand[];
  /** A random case for the tables that follow from the list of operators. */
  sample(draw: Draw): Sample;
}

/** Any operator, where its arity and attributes do not matter. */
export type AnyOperator = Operator;

/** Declares an operator: checks that it is complete, and freezes it. */
export function defineOp<N extends Arity, A extends object, O extends "one" | "several">(
  operator: Operator<N, A, O>,
): Operator<N, A, O> {
  if (operator.forward === undefined && operator.composition === undefined) {
    throw new TypeError(`${operator.name}: an operator needs a forward or a composition`);
  }
  return Object.freeze(operator);
}

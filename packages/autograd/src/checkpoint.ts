/**
 * @file Checkpointing: what a function computes on the way is thrown away and computed again for the
 * derivative. Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost".
 *
 *   forward  y = f(x), of which only x and y are kept
 *   vjp      f is run again on the tape, and read backwards
 */
import { apply, DerivativeError, isFloat, ops, type AnyOperator, type Operand } from "@heed/tensor";
import { backpropagate } from "./backward.js";
import { isTracked } from "./tape.js";
import { leavesOf, mapTree } from "./tree.js";
import { Variable } from "./variable.js";

/**
 * The same function, of the same tree of operands, with a derivative that recomputes. `f` must
 * return the same numbers each time, and take everything that it is differentiated by as an
 * argument: throws `DerivativeError` where its value depends on a variable from elsewhere.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * const cube = checkpoint((x: Operand) => ops.mul(x, ops.square(x)));
 * grad((x: Operand) => ops.sum(cube(x)))(tensor([2, 3], at)).value.toArray(); // [12, 27]
 */
export function checkpoint<P>(f: (parameters: P) => Operand): (parameters: P) => Operand {
  return (parameters) => {
    const leaves = leavesOf(parameters).map(({ operand }) => operand);
    const call = (operands: readonly Operand[]): Operand => {
      let i = 0;
      return f(mapTree(parameters, () => operands[i++]));
    };
    const [value] = apply(operatorOf(call, leaves), leaves, {}, ops);
    return value;
  };
}

/** The function as an operator of these operands, whose results alone the tape keeps. */
function operatorOf(
  call: (operands: readonly Operand[]) => Operand,
  operands: readonly Operand[],
): AnyOperator {
  return {
    name: "checkpoint",
    about: "A function whose intermediate results are computed again for its derivative.",
    formula: "y = f(x)",
    derivative: "that of f, computed again",
    operands: operands.map((_, i) => `operand ${String(i)}`),
    arity: "many",
    returns: "one",
    keeps: "inputs",
    shapes: () => [],
    // Ids and masks may be among them.
    integers: operands.flatMap(({ dtype }, i) => (dtype === "int32" ? [i] : [])),
    composition: (inputs) => {
      const value = call(inputs);
      if (!isTracked(value) || inputs.some(isTracked)) return value;
      throw new DerivativeError(
        "checkpoint",
        "what the function is differentiated by must be its argument",
        "a value that depends on another variable",
      );
    },
    vjp: ({ inputs, cotangent }) => {
      const again = inputs.map(({ dtype, value }) =>
        isFloat(dtype) ? new Variable(value) : value,
      );
      const value = call(again);
      return backpropagate([value], [cotangent], again).map((gradient) => gradient ?? null);
    },
    sample: () => {
      throw new DerivativeError("checkpoint", "only what users apply can be sampled", "a sample");
    },
  };
}

/**
 * @file Derivatives of functions: `grad`, `valueAndGrad` and `vjp`. Arguments are trees of tensors
 * (a model's parameters, say); gradients come back as trees of the same form.
 *
 * Where a function depends on variables from around it, its arguments or not, they record themselves:
 * so `grad` of `grad` is the second derivative.
 */
import { ops, zeros, type Operand } from "@heed/tensor";
import { backpropagate, hasOtherLeaves } from "./backward.js";
import { isTracked } from "./tape.js";
import { mapTree } from "./tree.js";
import { unitCotangent, Variable } from "./variable.js";

/** A function's value and its derivative's result. */
export interface ValueAndGradient<P> {
  readonly value: Operand;
  readonly gradient: P;
}

/**
 * The function that computes `f` and its gradient by its argument. `f` must return one number.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * const { gradient } = valueAndGrad((x: Operand) => ops.sum(ops.square(x)))(tensor([3], at));
 * gradient.value.toArray(); // [6]
 */
export function valueAndGrad<P>(
  f: (parameters: P) => Operand,
): (parameters: P) => ValueAndGradient<P> {
  return (parameters) => {
    const { value, pullback } = vjp(f)(parameters);
    const cotangent = unitCotangent(value);
    const gradient = pullback(cotangent);
    // A recorded derivative may have kept it.
    if (!isTracked(value)) cotangent.dispose();
    return { value, gradient };
  };
}

/** The function that computes the gradient of `f`, which must return one number. */
export function grad<P>(f: (parameters: P) => Operand): (parameters: P) => P {
  return (parameters) => valueAndGrad(f)(parameters).gradient;
}

/** A function's value, and the map from a cotangent of it to one of the argument. */
export interface Pullback<P> {
  readonly value: Operand;
  readonly pullback: (cotangent: Operand) => P;
}

/** The vector–Jacobian product of `f`: its value, and what pulls cotangents back through it. */
export function vjp<P>(f: (parameters: P) => Operand): (parameters: P) => Pullback<P> {
  return (parameters) => {
    const leaves: Operand[] = [];
    const lifted = mapTree(parameters, (operand) => {
      const leaf = isTracked(operand) ? ops.contiguous(operand) : new Variable(operand.value);
      leaves.push(leaf);
      return leaf;
    });
    const result = f(lifted);
    const createGraph = hasOtherLeaves(result, leaves);
    const pullback = (cotangent: Operand): P => {
      // The gradient of a linear function is a constant, which no tape leads to: its own is 0.
      const gradients = isTracked(result)
        ? backpropagate([result], [cotangent], leaves, { createGraph })
        : [];
      let i = 0;
      return mapTree(parameters, ({ shape, dtype, value }) => {
        return gradients[i++] ?? zeros(shape, { backend: value.backend, dtype });
      });
    };
    return { value: createGraph ? result : result.value, pullback };
  };
}

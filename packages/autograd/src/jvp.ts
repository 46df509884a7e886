/**
 * @file Forward derivatives: the Jacobian–vector product J t, by two reverse passes.
 *
 * The vjp u ↦ Jᵀ u is linear in u, so the gradient of ⟨t, Jᵀ u⟩ by u is J t (Townsend 2017, "A new
 * trick for calculating Jacobian vector products"). No operator needs a second rule; in return a
 * wrong rule for Jᵀ makes J t wrong in the same way, so that only differences can tell.
 */
import { formatShape, ops, sameShape, ShapeError, zeros, type Operand } from "@heed/tensor";
import { backpropagate, hasOtherLeaves } from "./backward.js";
import { isTracked } from "./tape.js";
import { leavesOf, mapTree } from "./tree.js";
import { Variable } from "./variable.js";

/** A function's value, and the derivative of that value along a tangent. */
export interface ValueAndTangent {
  readonly value: Operand;
  readonly tangent: Operand;
}

/**
 * The function that computes `f` and its derivative along a tangent, a tree of the argument's form.
 * Where they depend on variables from around, it records itself, as `grad` does.
 * Throws `ShapeError` where a tangent has not the shape of what it moves.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * const { tangent } = jvp((x: Operand) => ops.square(x))(tensor([3, 5], at), tensor([1, 2], at));
 * tangent.value.toArray(); // [6, 20]
 */
export function jvp<P>(
  f: (parameters: P) => Operand,
): (parameters: P, tangents: P) => ValueAndTangent {
  return (parameters, tangents) => {
    const directions = leavesOf(tangents).map(({ operand }) => operand);
    const leaves: Operand[] = [];
    const lifted = mapTree(parameters, (operand, path) => {
      const direction = directions[leaves.length];
      checkTangent(path, operand, direction);
      const leaf = isTracked(operand) ? ops.contiguous(operand) : new Variable(operand.value);
      leaves.push(leaf);
      return leaf;
    });
    const result = f(lifted);
    const createGraph = hasOtherLeaves(result, leaves) || directions.some(isTracked);
    const { shape, dtype } = result;
    const value = createGraph ? result : result.value;
    const nothing = zeros(shape, { backend: result.value.backend, dtype });
    if (!isTracked(result)) return { value, tangent: nothing };
    const cotangent = new Variable(nothing);
    const gradients = backpropagate([result], [cotangent], leaves, { createGraph: true });
    const [outputs, along]: [Operand[], Operand[]] = [[], []];
    gradients.forEach((gradient, i) => {
      if (gradient === undefined || !isTracked(gradient)) return;
      outputs.push(gradient);
      along.push(directions[i]);
    });
    const [tangent] = backpropagate(outputs, along, [cotangent], { createGraph });
    return { value, tangent: tangent ?? nothing };
  };
}

function checkTangent(path: string, { shape }: Operand, direction: Operand | undefined): void {
  if (direction !== undefined && sameShape(shape, direction.shape)) return;
  throw new ShapeError(
    "jvp",
    "a tangent must have the shape of what it moves",
    `${direction === undefined ? "none" : formatShape(direction.shape)} for ${formatShape(shape)}`,
    path === "" ? undefined : `at ${path}`,
  );
}

/**
 * @file Functions that do not look at the order of things, such as attention at that of the states
 * it attends to. With P that puts an axis of the inputs, and Q that puts one of the result, into
 * another order:
 *
 *   f(P x) = Q f(x),   J(P x)ᵀ Q u = P J(x)ᵀ u
 */
import { mapTree, vjp } from "@heed/autograd";
import { ops, Random, scope, type Operand } from "@heed/tensor";
import type { LawMiss } from "./lawMiss.js";
import { byName, weightsLike } from "./pullBack.js";
import { copyOf, firstMiss } from "./way.js";

/** What is put into another order. */
export interface PermutedAxes {
  /** The axis of each input that is, by the input's path (`""` where the tree is one operand). */
  readonly inputs: Readonly<Record<string, number>>;
  /** The axis of the result that is; left out where the result stays as it is. */
  readonly result?: number;
  /** Which element comes first, which second, …. */
  readonly order: readonly number[];
}

/**
 * Where `f` of reordered inputs is not the reordered `f`, or the same of its gradients; `undefined`
 * where they are.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * const axes = { inputs: { "": 0 }, result: 0, order: [2, 0, 1] };
 * permutationEquivariance((x: Operand) => ops.softmax(x), tensor([1, 2, 3], at), axes); // undefined
 */
export function permutationEquivariance<P>(
  f: (inputs: P) => Operand,
  inputs: P,
  { inputs: axes, result, order }: PermutedAxes,
  seed = 0,
): LawMiss | undefined {
  return scope(() => {
    const point = copyOf(inputs);
    const u = weightsLike(f(point), new Random(seed));
    const P = (tree: P): P =>
      mapTree(tree, (x, path) => (path in axes ? reordered(x, axes[path], order) : x));
    const Q = (y: Operand): Operand => (result === undefined ? y : reordered(y, result, order));
    return firstMiss(
      [
        {
          law: "f(P x) = Q f(x)",
          of: "values",
          left: ({ x }) => ({ value: f(P(x)) }),
          right: ({ x }) => ({ value: Q(f(x)) }),
        },
        {
          law: "J(P x)ᵀ Q u = P J(x)ᵀ u",
          of: "derivatives",
          left: ({ x, u }) => byName(vjp(f)(P(x)).pullback(Q(u))),
          right: ({ x, u }) => byName(P(vjp(f)(x).pullback(u))),
        },
      ],
      { x: point, u },
    );
  });
}

function reordered(x: Operand, axis: number, order: readonly number[]): Operand {
  const parts = order.map((i) => ops.slice(x, { axis, start: i, end: i + 1 }));
  return ops.concat(parts, { axis });
}

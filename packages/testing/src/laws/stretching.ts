/**
 * @file Broadcasting and sums are dual. Where f stretches an operand by itself, its gradient is the
 * sum of that by the operand stretched before:
 *
 *   f(x) = f(E x),   J(x)ᵀ u = Eᵀ J(E x)ᵀ u   with E x = expand(x), Eᵀ = sumTo
 */
import { leavesOf, mapTree, vjp, type Differentiable } from "@heed/autograd";
import { ops, Random, scope, type Shape } from "@heed/tensor";
import type { LawMiss } from "./lawMiss.js";
import { byName, pullBack, singleResult, weightsLike } from "./pullBack.js";
import { copyOf, firstMiss } from "./way.js";

/**
 * Where `f` of operands that it stretches is not `f` of them stretched before, or a gradient not the
 * sum of the stretched one's; `undefined` where they are. `shapes` has the shape that each operand is
 * stretched to, by its path (`""` where the tree is one operand).
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * const sum = ({ a, b }: { a: Operand; b: Operand }) => ops.mul(a, b);
 * stretching(sum, { a: eye(2, at), b: tensor([3, 4], at) }, { b: [2, 2] }); // undefined
 */
export function stretching<P>(
  f: Differentiable<P>,
  inputs: P,
  shapes: Readonly<Record<string, Shape>>,
  seed = 0,
): LawMiss | undefined {
  return scope(() => {
    const single = singleResult(f);
    const point = copyOf(inputs);
    const u = weightsLike(single(point), new Random(seed));
    const stretched = (tree: P): P =>
      mapTree(tree, (x, path) => (path in shapes ? ops.expand(x, { shape: shapes[path] }) : x));
    const own = new Map(leavesOf(point).map(({ path, operand }) => [path, operand.shape]));
    const summed = (gradients: P): P =>
      mapTree(gradients, (dX, path) => ops.sumTo(dX, { shape: own.get(path) ?? dX.shape }));
    return firstMiss(
      [
        {
          law: "f(x) = f(E x)",
          of: "values",
          left: ({ x }) => ({ value: single(x) }),
          right: ({ x }) => ({ value: single(stretched(x)) }),
        },
        {
          law: "J(x)ᵀ u = Eᵀ J(E x)ᵀ u",
          of: "derivatives",
          left: ({ x, u }) => pullBack(single, x, u),
          right: ({ x, u }) => byName(summed(vjp(single)(stretched(x)).pullback(u))),
        },
      ],
      { x: point, u },
    );
  });
}

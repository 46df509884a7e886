/**
 * @file The chain rule, for a function g after a function f, in both directions:
 *
 *   J_{g∘f}ᵀ u = J_fᵀ (J_gᵀ u),   J_{g∘f} t = J_g (J_f t)   for random u and t
 */
import { jvp, mapTree, vjp, type Differentiable } from "@heed/autograd";
import { Random, scope, type Operand } from "@heed/tensor";
import type { LawMiss } from "./lawMiss.js";
import { byName, pullBack, singleResult, weightsLike } from "./pullBack.js";
import { copyOf, firstMiss } from "./way.js";

/**
 * Where the derivative of `g` after `f` is not that of `g` after that of `f`; `undefined` where it
 * is. Of several results of `f`, `g` is given all elements in a row.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * const [f, g] = [(x: Operand) => ops.tanh(x), (y: Operand) => ops.softmax(y)];
 * chainRule(f, g, tensor([1, 2, 3], at)); // undefined
 */
export function chainRule<P>(
  f: Differentiable<P>,
  g: (y: Operand) => Operand,
  inputs: P,
  seed = 0,
): LawMiss | undefined {
  return scope(() => {
    const first = singleResult(f);
    const both = (x: P): Operand => g(first(x));
    const random = new Random(seed);
    const point = copyOf(inputs);
    const u = weightsLike(both(point), random);
    const t = mapTree(point, (x) => weightsLike(x, random));
    return firstMiss(
      [
        {
          law: "J_{g∘f}ᵀ u = J_fᵀ (J_gᵀ u)",
          of: "derivatives",
          left: ({ x, u }) => pullBack(both, x, u),
          right: ({ x, u }) => {
            const { value, pullback } = vjp(first)(x);
            return byName(pullback(vjp(g)(value).pullback(u)));
          },
        },
        {
          law: "J_{g∘f} t = J_g (J_f t)",
          of: "derivatives",
          left: ({ x, t }) => ({ tangent: jvp(both)(x, t).tangent }),
          right: ({ x, t }) => {
            const { value, tangent } = jvp(first)(x, t);
            return { tangent: jvp(g)(value, tangent).tangent };
          },
        },
      ],
      { x: point, u, t },
    );
  });
}

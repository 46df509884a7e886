/**
 * @file Forward and reverse derivatives are adjoint:
 *
 *   ⟨u, J t⟩ = ⟨Jᵀ u, t⟩   for random u and t
 */
import { jvp, mapTree, vjp, type Differentiable } from "@heed/autograd";
import { Random, scope } from "@heed/tensor";
import type { LawMiss } from "./lawMiss.js";
import { dot, dotOfTrees, singleResult, weightsLike } from "./pullBack.js";
import { copyOf, missOf } from "./way.js";

/**
 * Where ⟨u, J t⟩ = ⟨Jᵀ u, t⟩ does not hold, with `jvp` on the left and `vjp` on the right;
 * `undefined` where it does.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * adjointness((x: Operand) => ops.softmax(x), tensor([1, 2, 3], at)); // undefined
 */
export function adjointness<P>(f: Differentiable<P>, inputs: P, seed = 0): LawMiss | undefined {
  return scope(() => {
    const single = singleResult(f);
    const random = new Random(seed);
    const point = copyOf(inputs);
    const u = weightsLike(single(point), random);
    const t = mapTree(point, (x) => weightsLike(x, random));
    return missOf(
      {
        law: "⟨u, J t⟩ = ⟨Jᵀ u, t⟩",
        of: "derivatives",
        left: ({ x, u, t }) => ({ "the product": dot(u, jvp(single)(x, t).tangent) }),
        right: ({ x, u, t }) => ({ "the product": dotOfTrees(vjp(single)(x).pullback(u), t) }),
      },
      { x: point, u, t },
    );
  });
}

/**
 * @file Functions that scale: homogeneous ones of degree p, and Euler's theorem on them:
 *
 *   f(λ x) = λ^p f(x)   for λ > 0
 *   J(x) x = p f(x),   J(λ x)ᵀ u = λ^(p−1) J(x)ᵀ u
 */
import { jvp, mapTree, type Differentiable } from "@heed/autograd";
import { ops, Random, scope, type Operand } from "@heed/tensor";
import type { LawMiss } from "./lawMiss.js";
import { floatLeaves, pullBack, singleResult, weightsLike } from "./pullBack.js";
import { copyOf, firstMiss } from "./way.js";

/** What x is multiplied by. A power of 2 would round nothing, and so show less. */
const lambda = 1.375;

/**
 * Where `f`, of all its float inputs together, is not homogeneous of this degree, or its derivative
 * not what Euler says of such; `undefined` where they are.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * homogeneity((x: Operand) => ops.sumSquares(x), tensor([1, 2, 3], at), 2); // undefined
 */
export function homogeneity<P>(
  f: Differentiable<P>,
  inputs: P,
  degree: number,
  seed = 0,
): LawMiss | undefined {
  return scope(() => {
    const single = singleResult(f);
    const point = copyOf(inputs);
    const u = weightsLike(single(point), new Random(seed));
    const scaled = (x: P): P => {
      const floats = new Set(floatLeaves(x).map(({ operand }) => operand));
      return mapTree(x, (leaf) => (floats.has(leaf) ? ops.mul(leaf, lambda) : leaf));
    };
    const times = (y: Operand, factor: number): Operand => ops.mul(y, factor);
    return firstMiss(
      [
        {
          law: `f(λx) = λ^${String(degree)} f(x)`,
          of: "values",
          left: ({ x }) => ({ value: single(scaled(x)) }),
          right: ({ x }) => ({ value: times(single(x), lambda ** degree) }),
        },
        {
          law: `J(x) x = ${String(degree)} f(x)`,
          of: "derivatives",
          left: ({ x }) => ({ tangent: jvp(single)(x, x).tangent }),
          right: ({ x }) => ({ tangent: times(single(x), degree) }),
        },
        {
          law: `J(λx)ᵀ u = λ^${String(degree - 1)} J(x)ᵀ u`,
          of: "derivatives",
          left: ({ x, u }) => pullBack(single, scaled(x), u),
          right: ({ x, u }) =>
            Object.fromEntries(
              Object.entries(pullBack(single, x, u)).map(([name, gradient]) => [
                name,
                times(gradient, lambda ** (degree - 1)),
              ]),
            ),
        },
      ],
      { x: point, u },
    );
  });
}

/**
 * @file Linear functions, whose derivative is themselves everywhere:
 *
 *   f(2x − 3z) = 2 f(x) − 3 f(z),   J(x) z = f(z),   J(x)ᵀ u = J(z)ᵀ u
 */
import { jvp, leavesOf, mapTree, type Differentiable } from "@heed/autograd";
import { isFloat, ops, Random, scope } from "@heed/tensor";
import type { LawMiss } from "./lawMiss.js";
import { pullBack, singleResult, weightsLike } from "./pullBack.js";
import { copyOf, firstMiss } from "./way.js";

/**
 * Where `f`, of all its float inputs together, is not linear, or its derivative not that of a
 * linear function; `undefined` where they are.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * linearity((x: Operand) => ops.sum(x, { axes: [0] }), eye(3, at)); // undefined
 */
export function linearity<P>(f: Differentiable<P>, inputs: P, seed = 0): LawMiss | undefined {
  return scope(() => {
    const single = singleResult(f);
    const random = new Random(seed);
    const point = copyOf(inputs);
    const u = weightsLike(single(point), random);
    const z = mapTree(point, (x) => (isFloat(x.dtype) ? weightsLike(x, random) : x));
    const combined = (x: P, z: P): P => {
      const others = leavesOf(z);
      let i = 0;
      return mapTree(x, (leaf) => {
        const { operand } = others[i++];
        return isFloat(leaf.dtype) ? ops.sub(ops.mul(leaf, 2), ops.mul(operand, 3)) : leaf;
      });
    };
    return firstMiss(
      [
        {
          law: "f(2x − 3z) = 2 f(x) − 3 f(z)",
          of: "values",
          left: ({ x, z }) => ({ value: single(combined(x, z)) }),
          right: ({ x, z }) => ({ value: ops.sub(ops.mul(single(x), 2), ops.mul(single(z), 3)) }),
        },
        {
          law: "J(x) z = f(z)",
          of: "derivatives",
          left: ({ x, z }) => ({ tangent: jvp(single)(x, z).tangent }),
          right: ({ z }) => ({ tangent: single(z) }),
        },
        {
          law: "J(x)ᵀ u = J(z)ᵀ u",
          of: "derivatives",
          left: ({ x, u }) => pullBack(single, x, u),
          right: ({ z, u }) => pullBack(single, z, u),
        },
      ],
      { x: point, z, u },
    );
  });
}

/**
 * @file Two functions that are one, such as a fused operator and what it fuses:
 *
 *   f(x) = g(x),   J_f(x)ᵀ u = J_g(x)ᵀ u   for a random u
 */
import type { Differentiable } from "@heed/autograd";
import { Random, scope } from "@heed/tensor";
import type { LawMiss } from "./lawMiss.js";
import { pullBack, singleResult, weightsLike } from "./pullBack.js";
import { copyOf, firstMiss } from "./way.js";

/**
 * Where `f` and `g` give other values or other gradients at these inputs, beyond rounding;
 * `undefined` where they do not.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * const composed = (x: Operand) => ops.sub(x, ops.logSumExp(x, { keepDims: true }));
 * agreement((x: Operand) => ops.logSoftmax(x), composed, tensor([1, 2], at)); // undefined
 */
export function agreement<P>(
  f: Differentiable<P>,
  g: Differentiable<P>,
  inputs: P,
  seed = 0,
): LawMiss | undefined {
  return scope(() => {
    const [one, other] = [singleResult(f), singleResult(g)];
    const point = copyOf(inputs);
    const u = weightsLike(one(point), new Random(seed));
    return firstMiss(
      [
        {
          law: "f(x) = g(x)",
          of: "values",
          left: ({ x }) => ({ value: one(x) }),
          right: ({ x }) => ({ value: other(x) }),
        },
        {
          law: "J_f(x)ᵀ u = J_g(x)ᵀ u",
          of: "derivatives",
          left: ({ x, u }) => pullBack(one, x, u),
          right: ({ x, u }) => pullBack(other, x, u),
        },
      ],
      { x: point, u },
    );
  });
}

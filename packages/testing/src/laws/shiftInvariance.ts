/**
 * @file Functions that only see differences along an axis, such as softmax:
 *
 *   f(x + c) = f(x)   for a c that is constant along the axis
 *   Σ_axis (Jᵀ u) = 0
 */
import { vjp } from "@heed/autograd";
import { ops, Random, scope, type Operand } from "@heed/tensor";
import type { LawMiss } from "./lawMiss.js";
import { singleResult, weightsLike } from "./pullBack.js";
import { copyOf, firstMiss } from "./way.js";

/** Which axis is shifted as a whole; the last unless said. */
export interface ShiftedAxis {
  readonly axis?: number;
}

/**
 * Where adding a number to all elements along an axis changes what `f` computes, or the gradient
 * does not add up to 0 along it; `undefined` where neither is so.
 *
 * @example
 * const at = { backend: reference, dtype: "float64" as const };
 * shiftInvariance((x) => ops.logSoftmax(x), tensor([[1, 2], [3, 4]], at)); // undefined
 */
export function shiftInvariance(
  f: (x: Operand) => Operand,
  x: Operand,
  { axis = -1 }: ShiftedAxis = {},
  seed = 0,
): LawMiss | undefined {
  return scope(() => {
    const single = singleResult(f);
    const random = new Random(seed);
    const point = copyOf(x);
    const u = weightsLike(single(point), random);
    const along = { axes: [axis], keepDims: true };
    const shift = weightsLike(ops.sum(point.value, along), random);
    return firstMiss(
      [
        {
          law: "f(x + c) = f(x)",
          of: "values",
          left: ({ y, shift }) => ({ value: single(ops.add(y, shift)) }),
          right: ({ y }) => ({ value: single(y) }),
        },
        {
          law: "Σ Jᵀu = 0",
          of: "derivatives",
          left: ({ y, u }) => ({
            "sum of the gradient": ops.sum(vjp(single)(y).pullback(u), along),
          }),
          right: ({ shift }) => ({ "sum of the gradient": ops.mul(shift, 0) }),
        },
      ],
      { y: point, u, shift },
    );
  });
}

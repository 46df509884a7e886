/**
 * @file What an operator's replacement by a hand-written kernel looks like, and how its operands
 * are brought into the order that the kernel reads.
 */
import { scope } from "../../scope.js";
import type { Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import type { SimdBackend } from "./simdBackend.js";
import { rowMajorCopy } from "./walking.js";

/** Computes an operator of attributes `A`; shapes and types were checked by the caller. */
export type ReplacementOf<A> = (
  inputs: readonly Tensor[],
  attributes: A,
  shapes: readonly Shape[],
) => Tensor[];

/**
 * Replacements by operator name. Each names the attributes that its operator has, so the type they
 * share takes none.
 */
export type Replacements = Readonly<Record<string, ReplacementOf<never>>>;

/** Runs `compute` on operands in row-major order; views in another are copied, and freed again. */
export function onRowMajor(
  simd: SimdBackend,
  inputs: readonly Tensor[],
  compute: (inputs: readonly Tensor[]) => Tensor[],
): Tensor[] {
  if (inputs.every((x) => x.isRowMajor)) return compute(inputs);
  return scope(() => compute(inputs.map((x) => (x.isRowMajor ? x : rowMajorCopy(simd, x)))));
}

/** The same, but of matrices only the rows must be contiguous. */
export function onContiguousRows(
  simd: SimdBackend,
  inputs: readonly Tensor[],
  compute: (inputs: readonly Tensor[]) => Tensor[],
): Tensor[] {
  const fits = ({ ndim, shape, strides, isRowMajor }: Tensor): boolean =>
    ndim === 2 ? shape[1] === 1 || strides[1] === 1 : isRowMajor;
  if (inputs.every(fits)) return compute(inputs);
  return scope(() => compute(inputs.map((x) => (fits(x) ? x : rowMajorCopy(simd, x)))));
}

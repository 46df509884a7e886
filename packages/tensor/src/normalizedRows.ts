/**
 * @file Rows shifted to mean 0 and scaled to variance 1: what layer normalisation and its gradients
 * have in common.
 */
import type { Algebra } from "./algebra.js";
import type { Draw, Sample } from "./op.js";
import type { Operand } from "./operand.js";
import { shortRow } from "./rows.js";

/** Added to the variance, so that a constant row stays finite; 1e-5 unless said. */
export interface LayerNormAttributes {
  readonly epsilon?: number;
}

/** x̂ and σ. */
export function standardized(
  x: Operand,
  { epsilon = 1e-5 }: LayerNormAttributes,
  ops: Algebra,
): { unit: Operand; sigma: Operand } {
  const centred = ops.sub(x, ops.mean(x, { axes: [-1], keepDims: true }));
  const variance = ops.mean(ops.square(centred), { axes: [-1], keepDims: true });
  const sigma = ops.sqrt(ops.add(variance, epsilon));
  return { unit: ops.div(centred, sigma), sigma };
}

/**
 * How many parts a row of C cells has, and how long they are. Those of a short row are its cells:
 * each thread goes through all of it, which costs less than another launch does. Of a longer one
 * there are about as many as each has cells.
 */
export function partsOf(C: number): { C: number; T: number; L: number } {
  if (C <= shortRow) return { C, T: C, L: 1 };
  let T = Math.floor(Math.sqrt(C));
  while (C % T !== 0) T--;
  return { C, T, L: C / T };
}

/**
 * Rows to normalise, and a gain. In a row of two x̂ is ±1 whatever x is, and its gradient what ε
 * leaves of terms that cancel: there is nothing to compare.
 */
export function rowsSample(draw: Draw): Sample {
  const [C] = draw.shape(1, 1, 3);
  return {
    inputs: [
      { shape: [...draw.shape(0, 2), C], domain: "distinct" },
      { shape: [C], domain: "real" },
    ],
  };
}

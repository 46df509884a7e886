/**
 * @file Random matrices whose condition number is bounded: U Σ Vᵀ with U and V orthogonal, products
 * of plane rotations (Givens 1958), and singular values between 1/κ and 1.
 *
 * The product is rounded to float32. That moves each singular value by no more than the norm of the
 * rounding (Weyl 1912), at most 2⁻²⁴ √r for r singular values of at most 1; δ is twice that, for the
 * roundings of the product. So that (1 + δ) / (σ − δ) ≤ κ, no σ is less than (1 + δ)/κ + δ.
 */
import { HeedError, sizeOf } from "@heed/tensor";
import fc from "fast-check";
import { rowMajor } from "./layout.js";
import { readable } from "./literal.js";
import type { TensorData } from "./tensorData.js";

/** What the matrix looks like. */
export interface ConditionOptions {
  readonly rows: number;
  /** As many as rows unless said. */
  readonly columns?: number;
  /** κ, the most that largest by smallest singular value may be; 10 unless said. */
  readonly condition?: number;
}

/** Angles and logarithms of singular values are drawn in so many steps. */
const steps = 1024;

/**
 * A matrix of full rank whose condition number is at most `condition`, and whose largest singular
 * value is at most 1 (but for a rounding). Shrinks to the identity. Throws `HeedError` where float32
 * cannot keep the bound, for a condition number next to 1.
 *
 * @example
 * const [matrix] = fc.sample(wellConditioned({ rows: 3, condition: 100 }), 1);
 * matrix.shape; // [3, 3]
 */
export function wellConditioned(options: ConditionOptions): fc.Arbitrary<TensorData> {
  const { rows, columns = rows, condition = 10 } = options;
  const shape = [rows, columns];
  const r = Math.min(rows, columns);
  const delta = 2 ** -23 * Math.sqrt(r);
  const least = (1 + delta) / condition + delta;
  if (!(least <= 1)) {
    const bound = `condition must be at least ${(1 + delta) / (1 - delta)}`;
    throw new HeedError("wellConditioned", bound, String(condition));
  }
  const step = fc.nat({ max: steps });
  const several = (count: number) => fc.array(step, { minLength: count, maxLength: count });
  return fc
    .record({ left: several(pairs(rows)), right: several(pairs(columns)), sizes: several(r) })
    .map(({ left, right, sizes }) => {
      const values = new Float64Array(sizeOf(shape));
      for (const [i, n] of sizes.entries()) values[i * (columns + 1)] = least ** (n / steps);
      rotate(values, left, { lines: rows, line: columns, length: columns, along: 1 });
      rotate(values, right, { lines: columns, line: 1, length: rows, along: columns });
      const rounded = values.map(Math.fround);
      return readable({ shape, domain: "real", values: rounded, layout: rowMajor(shape) });
    });
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}

/** Rows or columns of a matrix: how many, how far apart, and the elements of each. */
interface Lines {
  readonly lines: number;
  readonly line: number;
  readonly length: number;
  readonly along: number;
}

/** Turns the plane of each two lines by an angle of its own. */
function rotate(
  values: Float64Array,
  angles: readonly number[],
  { lines, line, length, along }: Lines,
): void {
  let n = 0;
  for (let i = 0; i < lines; i++) {
    for (let j = i + 1; j < lines; j++) {
      const angle = (2 * Math.PI * angles[n++]) / steps;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let k = 0; k < length; k++) {
        const [a, b] = [i * line + k * along, j * line + k * along];
        [values[a], values[b]] = [
          cos * values[a] - sin * values[b],
          sin * values[a] + cos * values[b],
        ];
      }
    }
  }
}

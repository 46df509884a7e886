/**
 * @file Small whole numbers: sums and products of them are exact in float32, in whatever order
 * they are formed, so that laws can ask for equality.
 */
import {
  Random,
  sizeOf,
  tensor,
  type Backend,
  type DType,
  type Shape,
  type Tensor,
} from "@heed/tensor";

/** Whole numbers from −8 to 8, in row-major order. */
export function wholeNumbers(shape: Shape, seed: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: sizeOf(shape) }, () => random.integer(-8, 8));
}

/** A tensor of whole numbers from −8 to 8. */
export function wholeTensor(
  shape: Shape,
  seed: number,
  backend: Backend,
  dtype: DType = "float32",
): Tensor {
  return tensor(wholeNumbers(shape, seed), { backend, dtype, shape });
}

/** The elements as an ordinary array; −0 reads as 0. */
export async function numbersOf(x: Tensor): Promise<number[]> {
  return Array.from(await x.data(), (y) => y + 0);
}

/** ⟨a, b⟩ = Σ a_i b_i. */
export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * b[i], 0);
}

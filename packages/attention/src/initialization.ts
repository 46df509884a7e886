/**
 * @file First values of weights.
 */
import {
  ops,
  scope,
  Tensor,
  uniform,
  zeros,
  type Backend,
  type DType,
  type Random,
} from "@heed/tensor";

/** Where a model's weights live and what they are drawn from. */
export interface Initializer {
  readonly backend: Backend;
  readonly dtype: DType;
  /** Left out, all weights are zero: for who wants only their shapes. */
  readonly random?: Random;
}

/** Draws from ±√(6 / (inputs + outputs)), shape (inputs, outputs). Glorot & Bengio 2010, Eq. 16. */
export function glorot(inputs: number, outputs: number, { random, ...at }: Initializer): Tensor {
  if (random === undefined) return zeros([inputs, outputs], at);
  const bound = Math.sqrt(6 / (inputs + outputs));
  return uniform([inputs, outputs], random, { ...at, low: -bound, high: bound });
}

/** The same for the weights of a single output, shape (inputs). */
export function glorotVector(inputs: number, init: Initializer): Tensor {
  return scope(() => ops.reshape(glorot(inputs, 1, init), { shape: [inputs] }));
}

/** Zeros of one axis: a bias. */
export function zeroBias(size: number, { backend, dtype }: Initializer): Tensor {
  return zeros([size], { backend, dtype });
}

/**
 * `blocks` orthogonal matrices side by side, shape (size, blocks · size): what multiplies a state
 * again and again should neither grow nor shrink it. Saxe et al. 2014, §3; Gram–Schmidt on normal
 * draws.
 */
export function orthogonal(
  size: number,
  blocks: number,
  { backend, dtype, random }: Initializer,
): Tensor {
  if (random === undefined) return zeros([size, blocks * size], { backend, dtype });
  const cells = new Float64Array(size * blocks * size);
  for (let block = 0; block < blocks; block++) {
    orthonormalRows(size, random).forEach((row, i) => {
      cells.set(row, (i * blocks + block) * size);
    });
  }
  return new Tensor(backend.allocate(dtype, cells.length, cells), [size, blocks * size]);
}

function orthonormalRows(size: number, random: Random): Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < size) {
    const row = Float64Array.from({ length: size }, () => random.normal());
    for (const before of rows) {
      const along = dot(row, before);
      for (let j = 0; j < size; j++) row[j] -= along * before[j];
    }
    const norm = Math.sqrt(dot(row, row));
    for (let j = 0; j < size; j++) row[j] /= norm;
    rows.push(row);
  }
  return rows;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

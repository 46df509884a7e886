/**
 * @file What anybody would write first, for a handful of operators: plain loops over typed arrays. It
 * is what kernels are worth their trouble against.
 */
import { sizeOf, type Shape } from "@heed/tensor";

/** Elements as they lie in memory, and how to step along the axes. */
export interface NaiveArray {
  readonly data: Float32Array | Int32Array;
  readonly shape: Shape;
  /** Elements from row to row, and from column to column, of a matrix. */
  readonly row: number;
  readonly column: number;
}

/** Writes the result. False where the loop is not written for such shapes. */
export type NaiveLoop = (inputs: readonly NaiveArray[], out: Float32Array) => boolean;

/** By the operator's name. */
export const naiveLoops: Readonly<Record<string, NaiveLoop>> = {
  matmul,
  add,
  tanh,
  softmax,
  sum,
  additiveScore,
};

/** y = a b, of two matrices. */
function matmul([a, b]: readonly NaiveArray[], y: Float32Array): boolean {
  if (a.shape.length !== 2 || b.shape.length !== 2) return false;
  const [M, K] = a.shape;
  const [, N] = b.shape;
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let total = 0;
      for (let k = 0; k < K; k++) {
        total += a.data[m * a.row + k * a.column] * b.data[k * b.row + n * b.column];
      }
      y[m * N + n] = total;
    }
  }
  return true;
}

/** y = a + b, of which one may be a single row. */
function add([a, b]: readonly NaiveArray[], y: Float32Array): boolean {
  const isRow = ({ shape }: NaiveArray): boolean =>
    sizeOf(shape) === y.length || sizeOf(shape) === shape[shape.length - 1];
  if (!isRow(a) || !isRow(b)) return false;
  const [A, B] = [a.data.length, b.data.length];
  for (let i = 0; i < y.length; i++) y[i] = a.data[i % A] + b.data[i % B];
  return true;
}

function tanh([x]: readonly NaiveArray[], y: Float32Array): boolean {
  for (let i = 0; i < y.length; i++) y[i] = Math.tanh(x.data[i]);
  return true;
}

/** Along the last axis. */
function softmax([scores]: readonly NaiveArray[], y: Float32Array): boolean {
  const C = scores.shape[scores.shape.length - 1];
  for (let start = 0; start < y.length; start += C) {
    let top = -Infinity;
    for (let c = 0; c < C; c++) top = Math.max(top, scores.data[start + c]);
    let total = 0;
    for (let c = 0; c < C; c++) total += Math.exp(scores.data[start + c] - top);
    for (let c = 0; c < C; c++) y[start + c] = Math.exp(scores.data[start + c] - top) / total;
  }
  return true;
}

/** Of each row of a matrix. */
function sum([x]: readonly NaiveArray[], y: Float32Array): boolean {
  const [N, C] = x.shape;
  if (x.shape.length !== 2 || y.length !== N) return false;
  for (let n = 0; n < N; n++) {
    let total = 0;
    for (let c = 0; c < C; c++) total += x.data[n * C + c];
    y[n] = total;
  }
  return true;
}

/** e[b,i,s] = Σ_a v[a] tanh(q[b,i,a] + k[b,s,a]) */
function additiveScore([q, k, v]: readonly NaiveArray[], e: Float32Array): boolean {
  const [B, Q, A] = q.shape;
  const [, S] = k.shape;
  for (let b = 0; b < B; b++) {
    for (let i = 0; i < Q; i++) {
      for (let s = 0; s < S; s++) {
        let total = 0;
        for (let a = 0; a < A; a++) {
          const energy = q.data[(b * Q + i) * A + a] + k.data[(b * S + s) * A + a];
          total += v.data[a] * Math.tanh(energy);
        }
        e[(b * Q + i) * S + s] = total;
      }
    }
  }
  return true;
}

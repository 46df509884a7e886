/**
 * @file Matrices that a kernel reads where they lie: one may be a step of a sequence, or some
 * columns of another, and is not copied for that.
 */
import type { Algebra } from "./algebra.js";
import { rowMajorCopy } from "./copy.js";
import type { Kernel } from "./kernel.js";
import type { Launch } from "./op.js";
import type { Operand } from "./operand.js";
import { asRows } from "./rows.js";
import type { Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/**
 * Launches a kernel over matrices. It is given them whole, then the offset of each, then `numbers`;
 * for a matrix called `x` it finds how far apart rows are in the constant `xRow`. Cells of a row are
 * neighbours.
 */
export function launchRows(
  launch: Launch,
  kernel: Kernel,
  grid: Shape,
  sizes: Readonly<Record<string, number>>,
  matrices: Readonly<Record<string, Tensor>>,
  ...numbers: readonly number[]
): Tensor {
  const constants: Record<string, number> = { ...sizes };
  const rows = Object.entries(matrices).map(([name, matrix]) => {
    const [, columns] = matrix.shape;
    const fits = columns === 1 || matrix.strides[1] === 1;
    const view = fits ? matrix : rowMajorCopy(matrix);
    constants[`${name}Row`] = view.strides[0];
    return view;
  });
  const offsets = rows.map(({ offset }) => offset);
  return launch(
    kernel,
    grid,
    constants,
    ...rows.map((whole) => ({ whole })),
    ...offsets,
    ...numbers,
  );
}

/** A tensor as the matrix whose rows are its last axis. */
export function asMatrix(x: Tensor): Tensor {
  if (x.ndim === 2) return x;
  const rows = x.isRowMajor ? x : rowMajorCopy(x);
  const [N, C] = asRows(x.shape);
  return rows.view([N, C], [C, 1]);
}

/** The same of an operand, on the tape or not: (…, C) → (N, C). */
export function inRows(x: Operand, ops: Algebra): Operand {
  if (x.shape.length === 2) return x;
  const [N, C] = asRows(x.shape);
  return ops.reshape(x, { shape: [N, C] });
}

/** Some columns of a row-major matrix, `count` of them from `first` on. */
export function columnsOf(matrix: Tensor, first: number, count: number): Tensor {
  const [rows] = matrix.shape;
  return matrix.view([rows, count], matrix.strides, matrix.offset + first);
}

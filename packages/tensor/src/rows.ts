/**
 * @file Operands seen as N rows of C cells: what reductions and softmax have in common.
 *
 * A row is reduced by one thread, or, where there are too few rows to keep a GPU busy, in stages:
 * by T threads, each of which takes every T-th cell, and then over their results. Which cells meet
 * in which order depends on N and C alone: the same bits for any view.
 */
import type { ReduceAttributes } from "./attributes.js";
import { rowMajorCopy } from "./copy.js";
import { ShapeError } from "./errors.js";
import { foldAxes, threadStrides } from "./foldedAxes.js";
import { defineKernel, type Cells, type Kernel, type KernelThis } from "./kernel.js";
import type { Domain, Draw, Launch, Sample } from "./op.js";
import { formatShape, normalizeAxes, reducedShape, sizeOf, type Shape } from "./shape.js";
import { Tensor } from "./tensor.js";

/** From so many rows on, a GPU has enough to do with a thread for each. */
const manyRows = 2 ** 14;

/** A thread takes so many cells of a row at least: fewer are not worth a second launch. */
const cellsOfThread = 64;

/** Fewer threads for a row are not worth a second launch either. */
const fewestThreads = 4;

/** The shape rule of every reduction over axes. */
export function reductionShape(where: string, x: Shape, attributes: ReduceAttributes): Shape {
  const { axes, keepDims = false } = attributes;
  return reducedShape(x, normalizeAxes(where, axes, x.length), keepDims);
}

/** The shape rule of a reduction that has no result for no elements: a largest one, say. */
export function nonEmptyReduction(where: string, x: Shape, attributes: ReduceAttributes): Shape {
  const axes = normalizeAxes(where, attributes.axes, x.length);
  if (axes.some((axis) => x[axis] === 0)) {
    throw new ShapeError(where, "the reduced axes must have elements", formatShape(x));
  }
  return reductionShape(where, x, attributes);
}

/** A random case of a reduction, of sizes from `minSize` up. */
export function reductionSample(draw: Draw, domain: Domain, minSize: number): Sample {
  const shape = draw.shape(1, 4, minSize);
  const axes = shape.flatMap((_, d) => (draw.integer(0, 1) === 1 ? [d] : []));
  return {
    inputs: [{ shape, domain }],
    attributes: { axes, keepDims: draw.pick([true, false]) },
  };
}

/** N rows and C cells of a shape whose last axis is a row. */
export function asRows(shape: Shape): [N: number, C: number] {
  const C = shape.at(-1) ?? 1;
  return [C === 0 ? sizeOf(shape.slice(0, -1)) : sizeOf(shape) / C, C];
}

/**
 * Rows of so many cells at most are mapped in one launch: each thread goes through all of its row,
 * which costs less than another launch does. Of longer ones z is computed first.
 */
export const shortRow = 64;

/**
 * Reduces some axes by a kernel, and what threads that share a row find, by `second`; where there is
 * no such kernel, each row is left to one thread. The kernel is given the operand whole, and its
 * offset. Constants tell it how to walk: for each step along the grid it begins `xZ`, `xY`, `xX`
 * cells further in the storage, and `firstZ`, `firstY`, `firstX` further in the row, whose end is
 * `C`; it then takes `rounds` steps, `step` cells long in the storage and `T` in the row.
 */
export function reduceAxes(
  launch: Launch,
  kernel: Kernel,
  x: Tensor,
  axes: readonly number[],
  second: Kernel | null = kernel,
): Tensor {
  const kept = x.shape.flatMap((_, d) => (axes.includes(d) ? [] : [d]));
  const rows = foldSome(x, kept);
  const row = foldSome(x, axes);
  const [N, C] = [rows, row].map(({ sizes }) => sizeOf(sizes));
  if (N * C === 0) {
    // The sum of no cells is 0; shape rules refuse what has no result for none.
    const shape = kept.map((d) => x.shape[d]);
    return new Tensor(x.backend.allocate(x.dtype, N), shape);
  }
  if (rows.sizes.length > 2 || row.sizes.length > 1) {
    const last = axes.map((_, i) => kept.length + i);
    return reduceAxes(launch, kernel, rowMajorCopy(turned(x, [...kept, ...axes])), last, second);
  }
  const T = second === null ? 1 : threadsOfRow(N, C);
  const [stride = 0] = row.strides;
  const ofRows = rows.sizes.map((size, i) => ({ size, stride: rows.strides[i], first: 0 }));
  const ofRow = T === 1 ? [] : [{ size: T, stride, first: 1 }];
  // Neighbouring threads read neighbouring cells: of one row, or of as many rows.
  const isInner = ofRows.every((axis) => Math.abs(stride) < Math.abs(axis.stride));
  const grid = isInner ? [...ofRows, ...ofRow] : [...ofRow, ...ofRows];
  const cells = launch(
    kernel,
    grid.length === 0 ? [1] : grid.map(({ size }) => size),
    {
      C,
      T,
      rounds: Math.ceil(C / T),
      step: T * stride,
      ...threadStrides(
        "x",
        grid.map((axis) => axis.stride),
      ),
      ...threadStrides(
        "first",
        grid.map(({ first }) => first),
      ),
    },
    { whole: x },
    x.offset,
  );
  if (second === null || T === 1) return cells;
  return reduceAxes(launch, second, cells, [isInner ? grid.length - 1 : 0]);
}

/** How many threads share a row of C cells, where there are N rows. */
function threadsOfRow(N: number, C: number): number {
  if (N >= manyRows) return 1;
  // For long rows about as many cells for a thread of the first stage as for one of the second.
  const T = Math.floor(C / Math.max(cellsOfThread, Math.ceil(Math.sqrt(C))));
  return T < fewestThreads ? 1 : T;
}

/** Some axes of a view, folded. */
function foldSome(x: Tensor, axes: readonly number[]): { sizes: number[]; strides: number[] } {
  const { shape, strides } = turned(x, axes);
  const folded = foldAxes(shape, [strides]);
  return { sizes: folded.sizes, strides: folded.strides[0] };
}

/** A view with its axes in another order; those left out stay at their first place. */
function turned(x: Tensor, axes: readonly number[]): Tensor {
  return x.view(
    axes.map((d) => x.shape[d]),
    axes.map((d) => x.strides[d]),
  );
}

interface FoldThis extends KernelThis {
  /** What a row of one cell is reduced to. */
  readonly begin: (x: number) => number;
  /** What the cells before and another one are reduced to. */
  readonly join: (before: number, x: number) => number;
}

/** A reduction that meets the cells of a row one by one. */
export function foldingKernel(
  name: string,
  { begin, join }: Pick<FoldThis, "begin" | "join">,
): Kernel {
  return defineKernel(name, foldCells, { functions: { begin, join } });
}

function foldCells(this: FoldThis, x: Cells, xOffset: number): number {
  const start =
    xOffset +
    this.thread.z * this.constants.xZ +
    this.thread.y * this.constants.xY +
    this.thread.x * this.constants.xX;
  const first =
    this.thread.z * this.constants.firstZ +
    this.thread.y * this.constants.firstY +
    this.thread.x * this.constants.firstX;
  let result = this.begin(x[start]);
  for (let i = 1; i < this.constants.rounds; i++) {
    if (first + i * this.constants.T < this.constants.C) {
      result = this.join(result, x[start + i * this.constants.step]);
    }
  }
  return result;
}

/** Σ_c x[n,c]. */
export const sumRows: Kernel = foldingKernel("sumRows", {
  begin: function (x: number): number {
    return x;
  },
  join: function (total: number, x: number): number {
    return total + x;
  },
});

/**
 * z[n] = log Σ_c exp(x[n,c]), shifted by the row's maximum so that nothing overflows
 * (Blanchard, Higham & Higham 2021, Eq. 3.1). A row that is all −Infinity gives −Infinity.
 */
export const logSumExpRows: Kernel = defineKernel(
  "logSumExpRows",
  function (this: KernelThis, x: Cells, xOffset: number): number {
    const start =
      xOffset +
      this.thread.z * this.constants.xZ +
      this.thread.y * this.constants.xY +
      this.thread.x * this.constants.xX;
    const first =
      this.thread.z * this.constants.firstZ +
      this.thread.y * this.constants.firstY +
      this.thread.x * this.constants.firstX;
    let top = x[start];
    for (let i = 1; i < this.constants.rounds; i++) {
      if (first + i * this.constants.T < this.constants.C) {
        top = Math.max(top, x[start + i * this.constants.step]);
      }
    }
    // Only −Infinity itself, whose difference with itself is not a number. The least float32,
    // written out in full, some compilers of GLSL take for −Infinity: then nothing is below it.
    if (top < -3.4e38) {
      return top;
    }
    let total = 0;
    for (let i = 0; i < this.constants.rounds; i++) {
      if (first + i * this.constants.T < this.constants.C) {
        total += Math.exp(x[start + i * this.constants.step] - top);
      }
    }
    return top + Math.log(total);
  },
);

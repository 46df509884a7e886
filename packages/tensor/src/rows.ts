/**
 * @file Operands seen as N rows of C cells: what reductions and softmax have in common.
 */
import type { ReduceAttributes } from "./attributes.js";
import { ShapeError } from "./errors.js";
import { defineKernel, type Cells, type Kernel, type KernelThis } from "./kernel.js";
import type { Domain, Draw, Sample } from "./op.js";
import { formatShape, normalizeAxes, reducedShape, sizeOf, type Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

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

/** A view with the given axes moved to the end, and how many rows and cells that makes. */
export function reducedLast(
  where: string,
  x: Tensor,
  axes: readonly number[] | undefined,
): { rows: Tensor; N: number; C: number } {
  const reduced = normalizeAxes(where, axes, x.ndim);
  const kept = x.shape.flatMap((_, d) => (reduced.includes(d) ? [] : [d]));
  const order = [...kept, ...reduced];
  return {
    rows: x.view(
      order.map((d) => x.shape[d]),
      order.map((d) => x.strides[d]),
    ),
    N: sizeOf(kept.map((d) => x.shape[d])),
    C: sizeOf(reduced.map((d) => x.shape[d])),
  };
}

/**
 * z[n] = log Σ_c exp(x[n,c]), shifted by the row's maximum so that nothing overflows
 * (Blanchard, Higham & Higham 2021, Eq. 3.1). A row that is all −Infinity gives −Infinity.
 */
export const logSumExpRows: Kernel = defineKernel(
  "logSumExpRows",
  function (this: KernelThis, x: Cells): number {
    const start = this.thread.x * this.constants.C;
    let top = x[start];
    for (let c = 1; c < this.constants.C; c++) {
      top = Math.max(top, x[start + c]);
    }
    // Below every float32: only −Infinity itself, whose difference with itself is not a number.
    if (top < -3.4028235e38) {
      return top;
    }
    let total = 0;
    for (let c = 0; c < this.constants.C; c++) {
      total += Math.exp(x[start + c] - top);
    }
    return top + Math.log(total);
  },
);

/**
 * @file Shapes, strides and axes: the arithmetic of where an element lies.
 *
 * Element (i_0, …, i_{r−1}) of a tensor lies at offset + Σ_d i_d · strides[d] of its storage.
 * Broadcasting follows NumPy: shapes are aligned at the right, and a size of 1 stretches.
 */
import { ShapeError } from "./errors.js";

/** Sizes, outermost axis first. `[]` is the shape of a single number. */
export type Shape = readonly number[];

/** How many elements a shape holds; 1 for `[]`, 0 when any size is 0. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** `(2, 3)`, the form used in messages and explanations. */
export function formatShape(shape: Shape): string {
  return `(${shape.join(", ")})`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, d) => extent === b[d]);
}

/** Strides, in elements, of a row-major (C order) array. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = stride;
    stride *= shape[d];
  }
  return strides;
}

/** Whether these strides walk the elements in row-major order without gaps. */
export function isRowMajor(shape: Shape, strides: readonly number[]): boolean {
  if (sizeOf(shape) === 0) return true;
  let expected = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    // An axis of size 1 is never stepped along, so its stride does not matter.
    if (shape[d] !== 1 && strides[d] !== expected) return false;
    expected *= shape[d];
  }
  return true;
}

/** Throws unless every size is a non-negative integer. */
export function checkShape(where: string, shape: Shape): void {
  if (shape.some((extent) => !Number.isInteger(extent) || extent < 0)) {
    throw new ShapeError(where, "sizes must be integers ≥ 0", formatShape(shape));
  }
}

/** The shape that all given shapes broadcast to. Throws `ShapeError` where they do not. */
export function broadcastShapes(where: string, ...shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const lead = rank - shape.length;
    for (let d = 0; d < shape.length; d++) {
      const extent = shape[d];
      if (extent === 1) continue;
      if (result[lead + d] !== 1 && result[lead + d] !== extent) {
        throw new ShapeError(
          where,
          "shapes must broadcast",
          shapes.map(formatShape).join(" and "),
          `${String(result[lead + d])} ≠ ${String(extent)} on axis ${String(lead + d - rank)}`,
        );
      }
      result[lead + d] = extent;
    }
  }
  return result;
}

/** Strides that make `shape` look like the larger `target`: 0 along every stretched axis. */
export function broadcastStrides(
  shape: Shape,
  strides: readonly number[],
  target: Shape,
): number[] {
  const lead = target.length - shape.length;
  return target.map((extent, d) =>
    d < lead || (shape[d - lead] === 1 && extent !== 1) ? 0 : strides[d - lead],
  );
}

/** The non-negative form of an axis; −1 is the last. Throws `ShapeError` out of range. */
export function normalizeAxis(where: string, axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank) {
    throw new ShapeError(
      where,
      `axis must lie in ${String(-rank)}…${String(rank - 1)}`,
      String(axis),
      `the tensor has ${String(rank)} axes`,
    );
  }
  return normal;
}

/** Several axes, ascending and without repeats; `undefined` means all of them. */
export function normalizeAxes(
  where: string,
  axes: readonly number[] | undefined,
  rank: number,
): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, d) => d);
  const normal = axes.map((axis) => normalizeAxis(where, axis, rank)).sort((a, b) => a - b);
  if (normal.some((axis, i) => axis === normal[i - 1])) {
    throw new ShapeError(where, "axes must be distinct", `[${axes.join(", ")}]`);
  }
  return normal;
}

/** A shape after the given (normal) axes were reduced away, or kept as 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): number[] {
  return shape.flatMap((extent, d) => (axes.includes(d) ? (keepDims ? [1] : []) : [extent]));
}

/** Axes along which `shape` was stretched to become `target`: those a derivative sums over. */
export function stretchedAxes(shape: Shape, target: Shape): number[] {
  const lead = target.length - shape.length;
  return target.flatMap((extent, d) =>
    d < lead || (shape[d - lead] === 1 && extent !== 1) ? [d] : [],
  );
}

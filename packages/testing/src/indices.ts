/**
 * @file Indices of elements, and their places in row-major order.
 */
import { sizeOf, type Shape } from "@heed/tensor";

/** The index at a place in row-major order. */
export function indexAt(rank: number, shape: Shape): number[] {
  const index = shape.map(() => 0);
  for (let d = shape.length - 1, rest = rank; d >= 0; d--) {
    index[d] = rest % shape[d];
    rest = Math.floor(rest / shape[d]);
  }
  return index;
}

/** The place of an index in row-major order. */
export function rankOf(index: readonly number[], shape: Shape): number {
  return index.reduce((rank, i, d) => rank * shape[d] + i, 0);
}

/** All indices of a shape, in row-major order. */
export function indicesOf(shape: Shape): number[][] {
  return Array.from({ length: sizeOf(shape) }, (_, rank) => indexAt(rank, shape));
}

/** The index in a shape that was stretched: a size of 1 has one element, the last axes agree. */
export function shrunkIndex(index: readonly number[], shape: Shape): number[] {
  const lead = index.length - shape.length;
  return shape.map((extent, d) => (extent === 1 ? 0 : index[lead + d]));
}

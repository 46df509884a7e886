/**
 * @file Index arithmetic as mathematics has it, the slow and obvious way: what tensors' strides and
 * kernels are compared with.
 */
import { sizeOf, type Shape } from "@heed/tensor";

/** Every index (i_0, …, i_{r−1}) of a shape, in row-major order. */
export function* indicesOf(shape: Shape): Generator<readonly number[]> {
  if (sizeOf(shape) === 0) return;
  const index = shape.map(() => 0);
  for (;;) {
    yield [...index];
    let d = shape.length - 1;
    while (d >= 0 && ++index[d] === shape[d]) index[d--] = 0;
    if (d < 0) return;
  }
}

/** Where an index comes in row-major order. */
export function rank(index: readonly number[], shape: Shape): number {
  return shape.reduce((at, extent, d) => at * extent + index[d], 0);
}

/** The index that comes at this place in row-major order. */
export function indexAt(place: number, shape: Shape): number[] {
  const index = shape.map(() => 0);
  for (let d = shape.length - 1, left = place; d >= 0; d--) {
    index[d] = left % shape[d];
    left = Math.floor(left / shape[d]);
  }
  return index;
}

/** The index of an operand of `shape` that broadcasting pairs with an index of the result. */
export function broadcastIndex(index: readonly number[], shape: Shape): number[] {
  const lead = index.length - shape.length;
  return shape.map((extent, d) => (extent === 1 ? 0 : index[lead + d]));
}

/** A function from indices to numbers, as the row-major list of its values. */
export function tabulate(shape: Shape, at: (index: readonly number[]) => number): number[] {
  return Array.from(indicesOf(shape), at);
}

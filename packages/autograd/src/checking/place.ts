/**
 * @file A float input or output of a function, and the names of its elements: `b[1,2]`.
 */
import type { Shape } from "@heed/tensor";

export interface Place {
  /** Its path in the tree; `x` or `y` where the tree is one operand. */
  readonly name: string;
  readonly shape: Shape;
  readonly size: number;
}

/** `b[1,2]` for the element that comes at `j` in row-major order; `b` alone for a scalar. */
export function elementName(place: Place, j: number): string {
  return place.shape.length === 0 ? place.name : `${place.name}[${indexOf(place, j).join(",")}]`;
}

/** The index of the element that comes at `j` in row-major order. */
export function indexOf({ shape }: Place, j: number): number[] {
  const index = shape.map(() => 0);
  for (let d = shape.length - 1, left = j; d >= 0; d--) {
    index[d] = left % shape[d];
    left = Math.floor(left / shape[d]);
  }
  return index;
}

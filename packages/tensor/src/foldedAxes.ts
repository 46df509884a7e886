/**
 * @file Views as kernels walk them: with as few axes as their strides allow.
 */
import type { Shape } from "./shape.js";

/** Sizes of axes, outermost first, and the strides of several views along each. */
export interface FoldedAxes {
  readonly sizes: number[];
  /** Of each view, in the order of the views. */
  readonly strides: number[][];
}

/** Joins neighbouring axes that one stride walks in every view, and drops axes of size 1. */
export function foldAxes(shape: Shape, views: readonly (readonly number[])[]): FoldedAxes {
  const sizes: number[] = [];
  const strides: number[][] = views.map(() => []);
  shape.forEach((extent, d) => {
    if (extent === 1) return;
    const last = sizes.length - 1;
    const joins = last >= 0 && views.every((view, i) => strides[i][last] === extent * view[d]);
    if (joins) sizes[last] *= extent;
    else sizes.push(extent);
    views.forEach((view, i) => (strides[i][joins ? last : sizes.length - 1] = view[d]));
  });
  return { sizes, strides };
}

/**
 * Strides along a grid of up to three sizes as constants of a kernel: `aZ`, `aY` and `aX` for an
 * operand `a`, 0 where the grid has no such axis.
 */
export function threadStrides(name: string, strides: readonly number[]): Record<string, number> {
  const [z, y, x] = [0, 0, 0, ...strides].slice(-3);
  return { [`${name}Z`]: z, [`${name}Y`]: y, [`${name}X`]: x };
}

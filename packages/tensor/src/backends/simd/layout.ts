/**
 * @file Layouts: how a kernel walks a result and its operands side by side (kernels/layout.ts).
 *
 * A kernel walks four axes. Most operations need one or two, once neighbouring axes that each
 * operand steps through with one stride are folded; the rare one with more than four is carried
 * out in several calls.
 */
import type { Shape } from "../../shape.js";

/** Where an operand's first element lies, in bytes, and its strides along the axes walked. */
export interface Placed {
  readonly address: number;
  readonly strides: readonly number[];
}

/** Axes, outermost first, with the strides of several arrays along each. */
interface Axes {
  readonly sizes: number[];
  /** Strides of each array, in the order of the arrays. */
  readonly strides: number[][];
}

const kernelAxes = 4;
const bytesPerElement = 4;

/** Where the layout of the call in progress lies: at the very start of the memory. */
export const layoutAddress = 0;

/** How many int32 a layout of a result and three operands takes. */
export const layoutLength: number = kernelAxes * 5;

/** Joins neighbouring axes where one stride walks both in every array, and drops axes of size 1. */
export function foldTogether(shape: Shape, arrays: readonly (readonly number[])[]): Axes {
  const sizes: number[] = [];
  const strides: number[][] = arrays.map(() => []);
  for (let d = 0; d < shape.length; d++) {
    const extent = shape[d];
    if (extent === 1) continue;
    const last = sizes.length - 1;
    const joins = last >= 0 && arrays.every((array, i) => strides[i][last] === extent * array[d]);
    if (joins) sizes[last] *= extent;
    else sizes.push(extent);
    arrays.forEach((array, i) => (strides[i][joins ? last : sizes.length - 1] = array[d]));
  }
  return { sizes, strides };
}

/**
 * Writes the layout of the last four axes to `layout` and calls `run` with the addresses of the
 * arrays, once for every index of the axes before them.
 */
export function walk(
  layout: Int32Array,
  shape: Shape,
  arrays: readonly Placed[],
  run: (addresses: readonly number[]) => void,
): void {
  const { sizes, strides } = foldTogether(
    shape,
    arrays.map((array) => array.strides),
  );
  const outer = Math.max(0, sizes.length - kernelAxes);
  const filling = kernelAxes - (sizes.length - outer);
  layout.fill(1, 0, filling);
  layout.set(sizes.slice(outer), filling);
  strides.forEach((steps, i) => {
    const start = kernelAxes * (i + 1);
    layout.fill(0, start, start + filling);
    layout.set(steps.slice(outer), start + filling);
  });

  const visit = (axis: number, addresses: readonly number[]): void => {
    if (axis === outer) {
      run(addresses);
      return;
    }
    for (let index = 0; index < sizes[axis]; index++) {
      visit(
        axis + 1,
        addresses.map((address, i) => address + index * strides[i][axis] * bytesPerElement),
      );
    }
  };
  visit(
    0,
    arrays.map((array) => array.address),
  );
}

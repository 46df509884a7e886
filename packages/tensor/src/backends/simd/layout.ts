/**
 * @file Layouts: how a kernel walks a result and its operands side by side (kernels/layout.ts).
 *
 * A kernel walks four axes. Most operations need one or two, once neighbouring axes that each
 * operand steps through with one stride are folded; the rare one with more than four is carried
 * out in several calls. A long walk is cut along its first axis, one call for each thread or two.
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

/**
 * Without threads, layouts lie at the very start of the memory, one for each call; from 32 KiB on the
 * constants of the kernels (kernels/build.mjs), and then the heap.
 */
export const layoutsAddress = 0;

/** Bytes that the layout of a result and three operands takes. */
export const layoutBytes: number = kernelAxes * 5 * bytesPerElement;

/** A walk of at most four axes: one call of a kernel. */
export interface Walk {
  /** Where each array begins, in bytes. */
  readonly addresses: readonly number[];
  readonly sizes: readonly number[];
  /** Strides of each array, in elements. */
  readonly strides: readonly (readonly number[])[];
}

/** Joins neighbouring axes where one stride walks both in every array, and drops axes of size 1. */
export function foldTogether(shape: Shape, arrays: readonly (readonly number[])[]): Axes {
  const sizes: number[] = [];
  const strides: number[][] = arrays.map(() => []);
  for (let d = 0; d < shape.length; d++) {
    const extent = shape[d];
    if (extent === 1) continue;
    const last = sizes.length - 1;
    let joins = last >= 0;
    for (let i = 0; joins && i < arrays.length; i++) {
      joins = strides[i][last] === extent * arrays[i][d];
    }
    if (joins) sizes[last] *= extent;
    else sizes.push(extent);
    for (let i = 0; i < arrays.length; i++) strides[i][sizes.length - 1] = arrays[i][d];
  }
  return { sizes, strides };
}

/** The walks that together visit every index of a shape: one, unless it has more than four axes. */
export function walksOf(shape: Shape, arrays: readonly Placed[]): Walk[] {
  const { sizes, strides } = foldTogether(
    shape,
    arrays.map((array) => array.strides),
  );
  const outer = Math.max(0, sizes.length - kernelAxes);
  const inner = {
    sizes: sizes.slice(outer),
    strides: strides.map((steps) => steps.slice(outer)),
  };
  let walks: Walk[] = [{ ...inner, addresses: arrays.map(({ address }) => address) }];
  for (let axis = 0; axis < outer; axis++) {
    const steps = strides.map((along) => along[axis]);
    walks = walks.flatMap((walk) =>
      Array.from({ length: sizes[axis] }, (_, i) => moved(walk, i, steps)),
    );
  }
  return walks;
}

/** The same walk over the indices of its first axis that lie in each range. */
export function cut(walk: Walk, ranges: readonly (readonly [from: number, to: number])[]): Walk[] {
  const steps = walk.strides.map(([first = 0]) => first);
  return ranges.map(([from, to]) => ({
    ...moved(walk, from, steps),
    sizes: [to - from, ...walk.sizes.slice(1)],
  }));
}

/** The same walk, begun `count` steps further. */
function moved(walk: Walk, count: number, steps: readonly number[]): Walk {
  const addresses = walk.addresses.map((at, i) => at + count * steps[i] * bytesPerElement);
  return { ...walk, addresses };
}

/** Writes a walk's sizes and strides, axes of size 1 in front, as kernels read them. */
export function writeLayout(layout: Int32Array, { sizes, strides }: Walk): void {
  const filling = kernelAxes - sizes.length;
  layout.fill(1, 0, filling);
  layout.set(sizes, filling);
  strides.forEach((steps, i) => {
    const start = kernelAxes * (i + 1);
    layout.fill(0, start, start + filling);
    layout.set(steps, start + filling);
  });
}

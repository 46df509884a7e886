/**
 * @file Kernels: plain functions that compute one cell of a result.
 *
 * One source runs in more than one way: the reference backend calls it cell by cell, gpu.js
 * compiles it to WebAssembly, GLSL or WGSL. It may therefore use only what gpu.js understands:
 * a self-contained `function` expression; `let` with a value; loops bounded by constants;
 * numbers, `Math`, `this.thread` and `this.constants`; no closures, no `??`, no inner functions.
 */
import type { HostArray } from "./dtype.js";
import type { Shape } from "./shape.js";

/** What `this` is inside a kernel. */
export interface KernelThis {
  /** The cell to compute: x runs fastest. */
  readonly thread: { readonly x: number; readonly y: number; readonly z: number };
  /** Sizes and strides, fixed for one compilation of the kernel. */
  readonly constants: Readonly<Record<string, number>>;
}

/** A flat run of elements, as a kernel sees one. */
export type Cells = ArrayLike<number>;

/** The body of a kernel: the value of the cell at `this.thread`. */
export type KernelFunction = (this: KernelThis, ...args: never[]) => number;

/** A kernel and what a compiler must know of it. */
export interface Kernel {
  readonly name: string;
  /** The function itself: what a reader sees is what runs. */
  readonly source: KernelFunction;
}

/** Names a kernel function. */
export function defineKernel(name: string, source: KernelFunction): Kernel {
  return { name, source };
}

/** Calls a kernel on the host for every index of its grid, the last axis fastest, into `cells`. */
export function callKernel(
  kernel: Kernel,
  grid: Shape,
  constants: Readonly<Record<string, number>>,
  args: readonly (number | HostArray)[],
  cells: HostArray,
): void {
  const thread = { x: 0, y: 0, z: 0 };
  const self: KernelThis = { thread, constants };
  const cell = kernel.source as (this: KernelThis, ...args: unknown[]) => number;
  const values = [...args];
  const [depth, height, width] = [1, 1, 1, ...grid].slice(-3);
  let i = 0;
  for (thread.z = 0; thread.z < depth; thread.z++) {
    for (thread.y = 0; thread.y < height; thread.y++) {
      for (thread.x = 0; thread.x < width; thread.x++) {
        cells[i++] = cell.apply(self, values);
      }
    }
  }
}

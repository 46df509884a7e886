/**
 * @file Kernels: plain functions that compute one cell of a result.
 *
 * One source runs in more than one way: the reference backend calls it cell by cell, gpu.js
 * compiles it to WebAssembly, GLSL or WGSL. It may therefore use only what gpu.js understands:
 * a self-contained `function` expression; `let` with a value; loops bounded by constants;
 * numbers, `Math`, `this.thread`, `this.constants` and the functions named beside it, called
 * through `this`: minifiers leave such names alone; no closures, no `??`, no inner functions, and
 * no arrows. A kernel whose result is int32 computes integers: what others make of a fraction
 * depends on where they run.
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

/** The body of a kernel: the value of the cell at `this.thread`, or of four neighbouring cells. */
export type KernelFunction = (this: never, ...args: never[]) => number | number[];

/** A function of numbers that a kernel calls, as `this.name(…)`. */
export type ScalarFunction = (...numbers: number[]) => number;

/** A kernel and what a compiler must know of it. */
export interface Kernel {
  readonly name: string;
  /** The function itself: what a reader sees is what runs. */
  readonly source: KernelFunction;
  /** What it calls besides `Math`, by name. */
  readonly functions: Readonly<Record<string, ScalarFunction>>;
  /**
   * How many cells one call computes: one, or four neighbours along the last axis, returned as an
   * array. What they share (a row of a matrix, say) is then read once.
   */
  readonly width: 1 | 4;
}

/** Names a kernel function. */
export function defineKernel(
  name: string,
  source: KernelFunction,
  { functions = {}, width = 1 }: Partial<Pick<Kernel, "functions" | "width">> = {},
): Kernel {
  return { name, source, functions, width };
}

/** The shape of what a kernel computes over a grid: the grid, its last axis as often as it is wide. */
export function cellsShape({ width }: Kernel, grid: Shape): Shape {
  return width === 1 ? grid : [...grid.slice(0, -1), grid[grid.length - 1] * width];
}

/** Calls a kernel on the host for every place in its grid, the last axis fastest, into `cells`. */
export function callKernel(
  kernel: Kernel,
  grid: Shape,
  constants: Readonly<Record<string, number>>,
  args: readonly (number | HostArray)[],
  cells: HostArray,
): void {
  const thread = { x: 0, y: 0, z: 0 };
  const self: KernelThis = { thread, constants, ...kernel.functions };
  const cell = kernel.source as (this: KernelThis, ...args: unknown[]) => number | number[];
  const values = [...args];
  const [depth, height, width] = [1, 1, 1, ...grid].slice(-3);
  let i = 0;
  for (thread.z = 0; thread.z < depth; thread.z++) {
    for (thread.y = 0; thread.y < height; thread.y++) {
      for (thread.x = 0; thread.x < width; thread.x++) {
        const result = cell.apply(self, values);
        if (typeof result === "number") {
          cells[i++] = result;
        } else {
          for (const neighbour of result) cells[i++] = neighbour;
        }
      }
    }
  }
}

/**
 * @file Calling a kernel function cell by cell.
 */
import type { HostArray } from "../../dtype.js";
import type { Kernel, KernelThis } from "../../kernel.js";
import type { Shape } from "../../shape.js";

/** Fills `cells` with the kernel's value at every index of the grid, the last axis fastest. */
export function callKernel(
  kernel: Kernel,
  grid: Shape,
  constants: Readonly<Record<string, number>>,
  values: (number | HostArray)[],
  cells: HostArray,
): void {
  const thread = { x: 0, y: 0, z: 0 };
  const self: KernelThis = { thread, constants };
  const cell = kernel.source as (this: KernelThis, ...values: unknown[]) => number;
  const [depth, height, width] = [1, 1, 1, ...grid].slice(-3);
  let i = 0;
  for (thread.z = 0; thread.z < depth; thread.z++) {
    for (thread.y = 0; thread.y < height; thread.y++) {
      for (thread.x = 0; thread.x < width; thread.x++) {
        cells[i++] = cell.call(self, ...values);
      }
    }
  }
}

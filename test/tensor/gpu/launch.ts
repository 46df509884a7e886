/**
 * @file Kernels launched directly on a backend, for tests of what happens below the operators.
 */
import {
  defineKernel,
  type Backend,
  type Cells,
  type DType,
  type HostArray,
  type KernelThis,
  type Shape,
} from "@heed/tensor";
import type { GpuMode } from "@heed/tensor/gpu";

export const modes: readonly GpuMode[] = ["cpu", "webasm"];

/** What to launch a kernel over. */
export interface Launch {
  readonly grid: Shape;
  readonly constants?: Readonly<Record<string, number>>;
  readonly dtype?: DType;
}

/** Runs a kernel on float32 arrays and numbers; its cells. */
export function launch(
  backend: Backend,
  source: (this: KernelThis, ...args: never[]) => number,
  { grid, constants = {}, dtype = "float32" }: Launch,
  ...args: readonly (ArrayLike<number> | number)[]
): HostArray {
  const values = args.map((arg) =>
    typeof arg === "number"
      ? arg
      : { storage: backend.allocate("float32", arg.length, arg), offset: 0 },
  );
  const result = backend.launch(defineKernel("test", source), grid, constants, values, dtype);
  const cells = backend.readSync(result);
  result.release();
  for (const value of values) if (typeof value !== "number") value.storage.release();
  return cells;
}

/** y_i = x_i: the plainest kernel. */
export function copyCells(this: KernelThis, x: Cells): number {
  return x[this.thread.x];
}

/**
 * @file Kernels launched directly on a backend, for tests of what happens below the operators.
 */
import {
  defineKernel,
  type Backend,
  type Cells,
  type DType,
  type Kernel,
  type KernelArgument,
  type KernelThis,
  type Shape,
  type Storage,
} from "@heed/tensor";

/** What to launch a kernel over. */
export interface Launch extends Partial<Pick<Kernel, "functions" | "width">> {
  readonly grid: Shape;
  readonly constants?: Readonly<Record<string, number>>;
  readonly dtype?: DType;
}

/** Numbers that go to the backend for this launch, or what is there already. */
export type Given = KernelArgument | readonly number[] | Float32Array | Storage;

/** Runs a kernel; what it computes is left on the backend. */
export function launch(
  backend: Backend,
  source: Kernel["source"],
  { grid, constants = {}, dtype = "float32", ...rest }: Launch,
  ...given: readonly Given[]
): Storage {
  const uploads: Storage[] = [];
  const args = given.map((arg): KernelArgument => {
    if (typeof arg === "number" || "offset" in arg) return arg;
    if ("backend" in arg) return { storage: arg, offset: 0, length: arg.length };
    const storage = backend.allocate("float32", arg.length, arg);
    uploads.push(storage);
    return { storage, offset: 0, length: arg.length };
  });
  try {
    return backend.launch(defineKernel("test", source, rest), grid, constants, args, dtype);
  } finally {
    for (const storage of uploads) storage.release();
  }
}

/** The elements of a storage, which is kept. */
export async function elementsOf(storage: Storage): Promise<number[]> {
  return [...(await storage.backend.read(storage))];
}

/** Runs a kernel; its cells, and nothing is left on the backend. */
export async function cellsOf(
  backend: Backend,
  source: Kernel["source"],
  over: Launch,
  ...given: readonly Given[]
): Promise<number[]> {
  const result = launch(backend, source, over, ...given);
  try {
    return await elementsOf(result);
  } finally {
    result.release();
  }
}

/** y_i = x_i: the plainest kernel. */
export function copyCells(this: KernelThis, x: Cells): number {
  return x[this.thread.x];
}

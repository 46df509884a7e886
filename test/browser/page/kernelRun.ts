/**
 * @file A short training, and the text of every kernel that ran in it: as its function is written,
 * and as gpu.js parsed and translated it.
 */
import type { Kernel } from "@heed/tensor";
import type { GpuBackend, KernelText } from "@heed/tensor/gpu";
import { runReverse } from "./reverseRun.js";

export interface KernelRun {
  readonly losses: readonly number[];
  /** In the order of their first launch. */
  readonly written: readonly WrittenKernel[];
  readonly compiled: readonly KernelText[];
}

/** A kernel's name and what its function shows of itself. */
export interface WrittenKernel {
  readonly name: string;
  readonly source: string;
}

/** Two updates on a backend that has compiled nothing before. */
export async function runKernels(backend: GpuBackend): Promise<KernelRun> {
  const launched = new Set<Kernel>();
  const watched = watchLaunches(backend, (kernel) => launched.add(kernel));
  const { losses } = await runReverse(watched, "float32", 2);
  const written = Array.from(launched, ({ name, source }) => ({
    name,
    source: source.toString(),
  }));
  return { losses, written, compiled: backend.kernelTexts() };
}

/** The same backend, that tells of every launch. */
function watchLaunches(backend: GpuBackend, tell: (kernel: Kernel) => void): GpuBackend {
  const launch = backend.launch.bind(backend);
  backend.launch = (kernel, ...rest) => {
    tell(kernel);
    return launch(kernel, ...rest);
  };
  return backend;
}

/** @file What a page's Worker can be asked for. */
import { createGpu, type GpuBackend, type GpuMode } from "@heed/tensor/gpu";
import { promisedByWgsl } from "../../support/accuracy.js";
import { conform, type ConformanceRow } from "../../support/conformance.js";
import { runKernels, type KernelRun } from "./kernelRun.js";
import { runReverse, type ReverseRun } from "./reverseRun.js";

let backend: GpuBackend | undefined;

function opened(): GpuBackend {
  if (backend === undefined) throw new Error("a mode must be open");
  return backend;
}

/** What is asked comes as plain data, and so does the answer. */
export const tasks = {
  /** Opens the mode that the other tasks are to run on, and says what drives it. */
  open: async (mode: GpuMode): Promise<{ name: string; renderer: string }> => {
    backend = await createGpu({ mode });
    return { name: backend.name, renderer: backend.renderer };
  },

  /** Rejects where the mode misses the reference. */
  conform: (row: ConformanceRow, numRuns: number): Promise<void> =>
    conform(row, opened(), { numRuns, accuracy: promisedByWgsl }),

  runReverse: (updates: number): Promise<ReverseRun> => runReverse(opened(), "float32", updates),

  runKernels: (): Promise<KernelRun> => runKernels(opened()),
};

export type Tasks = typeof tasks;

/**
 * @file A trap of gpu.js, as a law that every mode it concerns must keep. Plain objects, so that one
 * list is checked in Node and in a Worker of a browser.
 */
import type { Tensor } from "@heed/tensor";
import { createGpu, type GpuBackend, type GpuMode, type GpuOptions } from "@heed/tensor/gpu";

/** What happened and what ought to have: plain data, NaN and infinities included. */
export interface Outcome {
  readonly got: unknown;
  readonly want: unknown;
}

/** Opens a backend in the mode that is being tested. */
export type Open = (options?: Omit<GpuOptions, "mode">) => Promise<GpuBackend>;

export interface Trap {
  readonly title: string;
  /** Where the law holds: everywhere unless said. */
  readonly modes?: readonly GpuMode[];
  run(open: Open): Promise<Outcome>;
}

export const hostModes: readonly GpuMode[] = ["cpu", "webasm"];
export const glModes: readonly GpuMode[] = ["webgl2", "webgl", "headlessgl"];

/** Runs a trap in a mode, and closes what it opened. */
export async function outcomeOf(trap: Trap, mode: GpuMode): Promise<Outcome> {
  const opened: GpuBackend[] = [];
  const open: Open = async (options) => {
    const gpu = await createGpu({ ...options, mode });
    opened.push(gpu);
    return gpu;
  };
  try {
    return await trap.run(open);
  } finally {
    for (const gpu of opened) await gpu.close();
  }
}

/** The elements of a tensor, in row-major order. */
export async function numbersOf(x: Tensor): Promise<number[]> {
  return [...(await x.data())];
}

/** What an error says; "no error" where there is none. */
export async function messageOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return "no error";
  } catch (error) {
    return error instanceof Error ? error.message : `thrown: ${String(error)}`;
  }
}

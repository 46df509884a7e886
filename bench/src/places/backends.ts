/**
 * @file A backend by the name that the command line gives it, in Node or in a page's Worker.
 */
import { createSimd, gpuModes, quickestExecutor, reference, type Backend } from "@heed/tensor";
import { createGpu, type GpuBackend } from "@heed/tensor/gpu";

/**
 * `simd`, in so many threads (one unless said), `reference`, or one of gpu.js's modes:
 * `gpu-webgl2`. Rejects where it cannot run.
 */
export async function openBackend(name: string, threads?: number): Promise<Backend> {
  if (name === "simd") {
    return createSimd({ executor: quickestExecutor(), ...(threads !== undefined && { threads }) });
  }
  if (name === "reference") return reference;
  const mode = gpuModes.find((mode) => name === `gpu-${mode}`);
  if (mode === undefined) throw new RangeError(`backend: must be a known one; got ${name}`);
  return createGpu({ mode });
}

/** Whether it counts its kernels and its traffic. */
export function isGpu(backend: Backend): backend is GpuBackend {
  return "traffic" in backend;
}

export async function closeBackend(backend: Backend): Promise<void> {
  await backend.close?.();
}

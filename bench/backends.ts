/**
 * @file A backend by the name that the command line gives it, in Node or in a page's Worker.
 */
import { createSimd, gpuModes, reference, type Backend } from "@heed/tensor";
import { createGpu, type GpuBackend } from "@heed/tensor/gpu";

/** `simd`, `reference`, or one of gpu.js's modes: `gpu-webgl2`. Rejects where it cannot run. */
export async function openBackend(name: string): Promise<Backend> {
  if (name === "simd") return createSimd();
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
  if (isGpu(backend)) await backend.close();
}

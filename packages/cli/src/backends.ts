/**
 * @file The backends that a command can run on. A new one is a name and a line here.
 */
import { createSimd, reference, type Backend } from "@heed/tensor";

export type BackendName = "simd" | "reference" | "gpu-webasm" | "gpu-cpu";

export const backends: Readonly<Record<BackendName, () => Promise<Backend>>> = {
  simd: () => Promise.resolve(createSimd()),
  reference: () => Promise.resolve(reference),
  "gpu-webasm": () => gpu("webasm"),
  "gpu-cpu": () => gpu("cpu"),
};

export const usualBackend: BackendName = "simd";

/** gpu.js, loaded when it is asked for. */
async function gpu(mode: "webasm" | "cpu"): Promise<Backend> {
  const { createGpu } = await import("@heed/tensor/gpu");
  return createGpu({ mode });
}

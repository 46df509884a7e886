/**
 * @file The backends that a command can run on. A new one is a name and a line here.
 */
import { createSimd, reference, type Backend } from "@heed/tensor";

export type BackendName = "simd" | "reference";

export const backends: Readonly<Record<BackendName, () => Promise<Backend>>> = {
  simd: () => Promise.resolve(createSimd()),
  reference: () => Promise.resolve(reference),
};

export const usualBackend: BackendName = "simd";

/**
 * @file The backends that conformance, laws and models are tested on. A new backend is one line here.
 */
import { createSimd, quickestExecutor, reference, type Backend } from "@heed/tensor";
import { createGpu } from "@heed/tensor/gpu";

export const backends: readonly Backend[] = [
  reference,
  createSimd(),
  await createGpu({ mode: "cpu" }),
  await createGpu({ mode: "webasm" }),
];

const quickest = quickestExecutor();

/** The same by name, and what else a backend can be built as: all that runs kernels of its own. */
export const builds: Readonly<Record<string, Backend>> = {
  ...Object.fromEntries(backends.map((backend) => [backend.name, backend])),
  "simd, not fused": createSimd({ executor: "wasm-simd" }),
  // What its V8 must be told to do. Other executors: test/browser/simd.test.ts.
  ...(quickest !== undefined && { [`simd, ${quickest}`]: createSimd({ executor: quickest }) }),
};

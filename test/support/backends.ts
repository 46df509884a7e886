/**
 * @file The backends that conformance, laws and models are tested on. A new backend is one line here.
 */
import { createSimd, quickestExecutor, reference, zeros, type Backend } from "@heed/tensor";
import { createGpu } from "@heed/tensor/gpu";

const simd = createSimd();

export const backends: readonly Backend[] = [
  reference,
  simd,
  await createGpu({ mode: "cpu" }),
  await createGpu({ mode: "webasm" }),
];

/** What else of SIMD runs in this Node: without relaxed SIMD, and what V8 must be told to do. */
const executors = new Set(["wasm-simd" as const, quickestExecutor() ?? "wasm-simd"]);
const others = [...executors]
  .filter((executor) => executor !== zeros([1], { backend: simd }).execution.executor)
  .map((executor) => [`simd, ${executor}`, createSimd({ executor })] as const);

/** The same by name, and what else a backend can be built as: all that runs kernels of its own. */
export const builds: Readonly<Record<string, Backend>> = {
  ...Object.fromEntries(backends.map((backend) => [backend.name, backend])),
  ...Object.fromEntries(others),
};

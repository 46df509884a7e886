/**
 * @file The process of one of our backends: `node backendProcess.js simd 1`, a backend and how many
 * threads it may have; all there are unless said.
 */
import { availableParallelism } from "node:os";
import { openBackend } from "../places/backends.js";
import type { Workload } from "../protocol.js";
import type { OpenBackend, PrepareOn } from "./backend.js";
import { serve } from "./serve.js";

/** Who prepares workloads of each kind, loaded when the first of them comes. */
const preparers: Readonly<Record<string, () => Promise<PrepareOn>>> = {
  operator: async () => (await import("../kernels/prepareOperator.js")).prepareOperator,
  step: async () => (await import("../workloads/step/prepareStep.js")).prepareStep,
  decode: async () => (await import("../workloads/decode/prepareDecode.js")).prepareDecode,
  roof: async () => (await import("../roof/prepareRoof.js")).prepareRoof,
};

const [name, count] = process.argv.slice(2);
const threads = count === undefined ? availableParallelism() : Number(count);
let opening: Promise<OpenBackend> | undefined;

serve(async (workload: Workload) => {
  const { kind } = workload;
  if (!Object.hasOwn(preparers, kind)) throw new Error(`workload: an unknown kind; got ${kind}`);
  const prepare = await preparers[kind]();
  let backend: OpenBackend;
  try {
    backend = await (opening ??= open());
  } catch (error) {
    return { missing: (error as Error).message.split("\n", 1)[0] };
  }
  return prepare(workload as never, backend);
});

async function open(): Promise<OpenBackend> {
  const start = performance.now();
  if (name === "gpu-webgpu") {
    const { provideWebGpu } = await import("@heed/tensor/gpu/node");
    await provideWebGpu();
  }
  const backend = await openBackend(name, threads);
  const openMs = performance.now() - start;
  return { name, backend, threads: threadsOf(backend), openMs };
}

/** One where the backend says nothing of threads. */
function threadsOf(backend: object): number {
  return "threads" in backend ? Number(backend.threads) : 1;
}

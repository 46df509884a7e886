/**
 * @file The roof's loops by the means of a backend: WebAssembly in as many threads as the SIMD backend
 * has, JavaScript for what is JavaScript, a kernel for the modes of gpu.js.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { Tensor, type Backend } from "@heed/tensor";
import { ranFor, type OpenBackend } from "../contender/backend.js";
import type { Ready } from "../contender/ready.js";
import { isGpu } from "../places/backends.js";
import { plainLoop, simdLoop, type RoofLoop } from "./loops.js";
import { prepareKernelRoof } from "./prepareKernelRoof.js";
import type { RoofWorkload } from "./roof.js";

export async function prepareRoof(workload: RoofWorkload, open: OpenBackend): Promise<Ready> {
  const { name, backend } = open;
  if (isGpu(backend)) return prepareKernelRoof(workload, { ...open, backend });
  if (name !== "simd") return onThreads(plainLoop(workload), [], open);
  const roof = { workload, inPairs: ranOf(backend).executor === "wasm-fma-256" };
  // This thread is one of them.
  const others = Array.from({ length: open.threads - 1 }, () => {
    return new Worker(new URL("../../dist/roof/roofThread.js", import.meta.url), {
      workerData: roof,
    });
  });
  return onThreads(simdLoop(roof), others, open);
}

/** Each thread runs the loop once a run, all at the same time. */
async function onThreads(
  { run, flops, bytes }: RoofLoop,
  others: readonly Worker[],
  { threads, openMs, backend }: OpenBackend,
): Promise<Ready> {
  await Promise.all(others.map((thread) => once(thread, "online")));
  const together = async (): Promise<void> => {
    const ends = others.map((thread) => once(thread, "message"));
    for (const thread of others) thread.postMessage("run");
    run();
    await Promise.all(ends);
  };
  const ran = ranOf(backend);
  return {
    ran: () => ran,
    threads,
    compileMs: openMs,
    run: others.length === 0 ? run : together,
    check: () => [],
    flops: flops * threads,
    ...(bytes !== undefined && { bytes: bytes * threads }),
    release: async () => {
      await Promise.all(others.map((thread) => thread.terminate()));
    },
  };
}

function ranOf(backend: Backend): ReturnType<Ready["ran"]> {
  const nothing = new Tensor(backend.allocate("float32", 1), []);
  const ran = ranFor(nothing);
  nothing.dispose();
  return ran;
}

/** @file The Worker of a contender: operators and roofs in one of gpu.js's modes. */
import { answering, type Answering } from "../contender/answering.js";
import type { OpenBackend } from "../contender/backend.js";
import type { Ready } from "../contender/ready.js";
import { timeEach } from "../contender/timeEach.js";
import { prepareOperator } from "../kernels/prepareOperator.js";
import type { OperatorWorkload } from "../kernels/operatorWorkload.js";
import { isGpu, openBackend } from "../places/backends.js";
import type { Missing, Request, Workload } from "../protocol.js";
import { prepareKernelRoof } from "../roof/prepareKernelRoof.js";
import type { RoofWorkload } from "../roof/roof.js";

/** A request, and on which backend; that stays the same. */
export interface ContenderQuestion {
  readonly backend: string;
  readonly request: Request;
}

let answer: Answering | undefined;

self.onmessage = ({ data: { backend, request } }: MessageEvent<ContenderQuestion>) => {
  // Who opened the page counts its memory.
  answer ??= answering(preparing(backend), () => ({ rssBytes: 0, peakBytes: 0 }), timeEach);
  void answer(request).then((said) => self.postMessage(said));
};

function preparing(name: string): (workload: Workload) => Promise<Ready | Missing> {
  let opening: Promise<OpenBackend> | undefined;
  return async (workload) => {
    let open: OpenBackend;
    try {
      open = await (opening ??= openNamed(name));
    } catch (error) {
      return { missing: (error as Error).message.split("\n", 1)[0] };
    }
    const { backend } = open;
    if (workload.kind === "operator") return prepareOperator(workload as OperatorWorkload, open);
    if (workload.kind === "roof" && isGpu(backend)) {
      return prepareKernelRoof(workload as RoofWorkload, { ...open, backend });
    }
    return { missing: `a page does no ${workload.kind}` };
  };
}

async function openNamed(name: string): Promise<OpenBackend> {
  const start = performance.now();
  const backend = await openBackend(name);
  return { name, backend, threads: 1, openMs: performance.now() - start };
}

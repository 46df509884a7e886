/**
 * @file The reference step at any sizes, on a backend of ours, made ready to be timed.
 */
import { ranFor, type OpenBackend } from "../../contender/backend.js";
import type { Ready } from "../../contender/ready.js";
import { referenceStep } from "../step/referenceStep.js";
import type { ScaleWorkload } from "./scaleWorkload.js";

export async function prepareScale(
  { sizes, losses: count }: ScaleWorkload,
  { backend, threads, openMs }: OpenBackend,
): Promise<Ready> {
  const { step, sample, dispose } = referenceStep(backend, sizes);
  const losses: number[] = [];
  const run = async (): Promise<void> => {
    const loss = await step();
    if (losses.length < count) losses.push(loss);
  };
  return {
    ran: () => ranFor(sample()),
    threads,
    compileMs: openMs,
    run,
    check: async () => {
      while (losses.length < count) await run();
      return losses;
    },
    release: dispose,
  };
}

/**
 * @file The reference step on a backend of ours, made ready to be timed.
 */
import { ranFor, type OpenBackend } from "../../contender/backend.js";
import type { Ready } from "../../contender/ready.js";
import { referenceStep } from "./referenceStep.js";
import type { StepWorkload } from "./stepWorkload.js";

/** The weights are drawn from the same seed as those of the start file. */
export async function prepareStep(
  { sizes, losses: count, patience }: StepWorkload,
  { backend, threads, openMs }: OpenBackend,
): Promise<Ready> {
  const { step, sample, dispose } = referenceStep(backend, sizes);
  const losses: number[] = [];
  const began = performance.now();
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
      while (losses.length < count && performance.now() - began < 1000 * patience) await run();
      return losses;
    },
    release: dispose,
  };
}

/**
 * @file Where the time of one reference step goes on a backend of ours, by operator and shape; forward
 * pass, derivative and update apart.
 */
import type { Backend } from "@heed/tensor";
import { referenceStep, type RunPhase, type StepPhase } from "../workloads/step/referenceStep.js";
import type { StepSizes } from "../workloads/step/stepSizes.js";
import { observeCalls } from "./observeCalls.js";
import { profileTree, type PhasedCall, type ProfileNode } from "./profileTree.js";

/** Steps before the profile: compilers have optimized what runs, memory has its size. */
const warmUp = 5;
const leastSteps = 3;

export interface ProfileOptions {
  readonly name: string;
  readonly seconds: number;
}

/** Averages over as many steps as `seconds` give. The backend is the caller's. */
export async function profileStep(
  backend: Backend,
  sizes: StepSizes,
  { name, seconds }: ProfileOptions,
): Promise<ProfileNode> {
  const { step, dispose } = referenceStep(backend, sizes);
  for (let i = 0; i < warmUp; i++) await step();

  const calls: PhasedCall[] = [];
  const phases: Record<StepPhase, number> = { forward: 0, derivative: 0, update: 0 };
  let current: StepPhase | undefined;
  const runPhase: RunPhase = (phase, run) => {
    current = phase;
    const start = performance.now();
    const result = run();
    phases[phase] += (performance.now() - start) / 1000;
    current = undefined;
    return result;
  };
  const stopWatching = observeCalls(backend, (call) => {
    calls.push({ ...call, phase: current ?? "" });
  });
  let [steps, total] = [0, 0];
  try {
    while (steps < leastSteps || total < seconds) {
      const start = performance.now();
      await step(runPhase);
      total += (performance.now() - start) / 1000;
      steps++;
    }
  } finally {
    stopWatching();
    dispose();
  }
  return profileTree(name, calls, { steps, total, phases });
}

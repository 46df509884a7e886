import { createSimd, reference } from "@heed/tensor";
import { describe, expect, it } from "vitest";
import { referenceStep, type RunPhase } from "../../../bench/src/workloads/step/referenceStep.js";
import { stepFlops, stepSizes } from "../../../bench/src/workloads/step/stepSizes.js";

const small = { ...stepSizes(8), E: 6, A: 5, B: 3, S: 4, T: 3 };

describe("the reference step", () => {
  it("has as many parameters as PyTorch's, whose GRU has two biases", () => {
    const { parameters, dispose } = referenceStep(createSimd());
    dispose();
    expect(parameters).toBe(1_684_800);
  });

  it("takes the floating-point operations that the workload says", () => {
    expect(stepFlops(stepSizes()) / 1e9).toBeCloseTo(9.49, 2);
  });

  it("goes forward, back, and on, in this order and once a step", async () => {
    const { step, dispose } = referenceStep(reference, small);
    const seen: string[] = [];
    const runPhase: RunPhase = (phase, run) => {
      seen.push(phase);
      return run();
    };
    await step(runPhase);
    await step(runPhase);
    dispose();
    const once = ["forward", "derivative", "update"];
    expect(seen).toEqual([...once, ...once]);
  });

  it("learns its one batch, and leaves nothing alive", async () => {
    const backend = createSimd();
    const { step, dispose } = referenceStep(backend, small);
    const first = await step();
    const { storages } = backend.live;
    for (let i = 0; i < 20; i++) await step();
    expect(backend.live.storages).toBe(storages);
    expect(await step()).toBeLessThan(first);
    dispose();
    expect(backend.live).toEqual({ storages: 0, bytes: 0 });
  });
});

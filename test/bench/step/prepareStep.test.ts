import { createSimd, reference, type Backend } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { missOfLosses } from "../../../bench/src/workloads/step/expectedLosses.js";
import { prepareStep } from "../../../bench/src/workloads/step/prepareStep.js";
import { patience } from "../../../bench/src/workloads/step/stepWorkload.js";

const sizes = { V: 9, E: 4, H: 6, A: 5, B: 3, S: 4, T: 2 };

async function lossesOn(backend: Backend): Promise<readonly number[]> {
  const open = { name: backend.name, backend, threads: 1, openMs: 0 };
  const ready = await prepareStep({ kind: "step", sizes, losses: 3, patience, start: "" }, open);
  await ready.run();
  const losses = await ready.check();
  await ready.release();
  return losses;
}

describe("the reference step at any sizes", () => {
  test("has the losses of the oracle, which fall from ln V", async () => {
    const [fast, slow] = [await lossesOn(createSimd()), await lossesOn(reference)];
    expect(missOfLosses(fast, slow, sizes.H)).toBeUndefined();
    expect(slow).toEqual([...slow].sort((a, b) => b - a));
    expect(Math.abs(slow[0] - Math.log(sizes.V))).toBeLessThan(0.5);
  });
});

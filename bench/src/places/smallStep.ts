/**
 * @file A small model's training step as a workload.
 */
import { leavesOf } from "@heed/autograd";
import type { Backend } from "@heed/tensor";
import type { Workload } from "../workloads/step/referenceStep.js";
import { smallModel, type SmallSizes } from "./smallModel.js";

/** `updates` is the length of the whole run, over which the learning rate falls. */
export function smallStep(backend: Backend, sizes: SmallSizes, updates: number): Workload {
  const { trainer } = smallModel(backend, sizes);
  let update = 0;
  return {
    name: "small step",
    parameters: leavesOf(trainer.parameters).reduce(
      (total, { operand }) => total + operand.value.size,
      0,
    ),
    step: async () => (await trainer.update(Math.min(1, update++ / updates))).loss,
  };
}

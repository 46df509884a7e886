/**
 * @file A small model's training step: reversing lists with GRU and additive attention, 64 units.
 * Vocabulary 50, embedding 32, batches of 32 lists of one length, 5 to 25 letters.
 */
import { createModel, encodePairs, tasks, Trainer, usualTraining } from "@heed/attention";
import { leavesOf } from "@heed/autograd";
import { Random, type Backend } from "@heed/tensor";
import type { Workload } from "./referenceStep.js";

const sizes = { embedding: 32, hidden: 64, alignment: 64, layers: 1 } as const;

export function smallStep(backend: Backend, updates: number): Workload {
  const [reverse] = tasks.filter(({ name }) => name === "reverse");
  const pairs = reverse.generate(42).train.slice(0, 5000);
  const choice = { cell: "gru", attention: "additive", ...sizes } as const;
  const tokens = { source: "words", target: "words" } as const;
  const model = createModel(choice, pairs, tokens, { backend, random: new Random(1) });
  const { config, sourceVocabulary, targetVocabulary, parameters } = model;
  const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
  const trainer = new Trainer(config, encoded, { ...usualTraining, batchSize: 32 }, parameters);
  let update = 0;
  return {
    name: "small step",
    parameters: leavesOf(parameters).reduce((total, { operand }) => total + operand.value.size, 0),
    step: async () => (await trainer.update(Math.min(1, update++ / updates))).loss,
  };
}

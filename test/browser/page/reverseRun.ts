/**
 * @file A small model that learns to say lists backwards: the same lists, weights and batches
 * wherever it runs, so that its losses can be compared.
 */
import {
  createModel,
  encodePairs,
  initSeq2seq,
  tasks,
  Trainer,
  usualTraining,
  type ModelChoice,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { Random, reference, type Backend, type DType, type Execution } from "@heed/tensor";

/** T: every batch is padded to the longest list, so that all have one shape. */
const longest = 3;

const pairs =
  tasks
    .find(({ name }) => name === "reverse")
    ?.sample?.({ count: 64, lengths: [2, longest], seed: 1 }) ?? [];

const choice: ModelChoice = {
  cell: "gru",
  attention: "additive",
  embedding: 8,
  hidden: 8,
  alignment: 8,
};

const options = {
  ...usualTraining,
  batchSize: 16,
  // The end of a sentence is a token, too.
  padToMultipleOf: longest + 1,
  learningRate: 0.02,
  warmup: 20,
};

/** Numbers behind the longest sum of a training step, a weight's gradient: B · T. */
export const longestSum: number = options.batchSize * options.padToMultipleOf;

/** How the training went, and what computed it. */
export interface ReverseRun {
  /** Mean loss of each update's batch, in nats. */
  readonly losses: readonly number[];
  readonly execution: Execution;
}

/** So many updates on a backend. */
export async function runReverse(
  backend: Backend,
  dtype: DType,
  updates: number,
): Promise<ReverseRun> {
  const words = { source: "words", target: "words" } as const;
  const model = createModel(choice, pairs, words, { backend: reference, random: new Random(1) });
  disposeTree(model.parameters);
  const parameters = initSeq2seq(model.config, { backend, random: new Random(1), dtype });
  const encoded = encodePairs(pairs, model.sourceVocabulary, model.targetVocabulary);
  const trainer = new Trainer(model.config, encoded, options, parameters);
  const losses: number[] = [];
  for (let i = 0; i < updates; i++) losses.push((await trainer.update(i / updates)).loss);
  const { execution } = trainer.parameters.sourceEmbedding.value;
  trainer.dispose();
  return { losses, execution };
}

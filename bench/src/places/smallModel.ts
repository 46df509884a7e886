/**
 * @file A small model that learns to say lists of numbers backwards: GRU, additive attention, a
 * vocabulary of 50.
 */
import {
  createModel,
  encodePairs,
  tasks,
  Trainer,
  usualTraining,
  type Model,
  type Pair,
} from "@heed/attention";
import { Random, type Backend } from "@heed/tensor";

export interface SmallSizes {
  /** E */
  readonly embedding: number;
  /** H, and A as well. */
  readonly hidden: number;
  /** B */
  readonly batch: number;
  /** The shortest and the longest list. */
  readonly lengths: readonly [number, number];
  /** What lengths of batches are rounded up to a multiple of; 1 unless said. */
  readonly padToMultipleOf?: number;
}

/** 64 units, lists of 5 to 25 numbers. */
export const usualSizes: SmallSizes = { embedding: 32, hidden: 64, batch: 32, lengths: [5, 25] };

/** As little as can be, for many updates: lists of 2 numbers. */
export const tinySizes: SmallSizes = { embedding: 4, hidden: 4, batch: 2, lengths: [2, 2] };

export interface SmallModel {
  readonly model: Model;
  readonly pairs: readonly Pair[];
  /** It takes over the model's weights. */
  readonly trainer: Trainer;
}

/** The same lists, weights and batches on every backend. */
export function smallModel(backend: Backend, sizes: SmallSizes): SmallModel {
  const { embedding, hidden, batch, lengths, padToMultipleOf = 1 } = sizes;
  const pairs =
    tasks
      .find(({ name }) => name === "reverse")
      ?.sample?.({ count: 160 * batch, lengths, seed: 42 }) ?? [];
  const cells = { cell: "gru", attention: "additive", layers: 1 } as const;
  const choice = { ...cells, embedding, hidden, alignment: hidden };
  const tokens = { source: "words", target: "words" } as const;
  const model = createModel(choice, pairs, tokens, { backend, random: new Random(1) });
  const { config, sourceVocabulary, targetVocabulary, parameters } = model;
  const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
  const options = { ...usualTraining, batchSize: batch, padToMultipleOf };
  return { model, pairs, trainer: new Trainer(config, encoded, options, parameters) };
}

/**
 * @file A small task and a small model for it: words of one to four letters, to be said backwards.
 */
import {
  createModel,
  encodePairs,
  Trainer,
  type Model,
  type ModelChoice,
  type Pair,
  type TrainingOptions,
} from "@heed/attention";
import { Random, type Backend } from "@heed/tensor";

/** 40 pairs; many share a source. */
export const pairs: readonly Pair[] = drawPairs(40, new Random(7));

function drawPairs(count: number, random: Random): Pair[] {
  return Array.from({ length: count }, () => {
    const length = random.integer(1, 4);
    const source = Array.from({ length }, () => "abcd"[random.integer(0, 3)]);
    return { source, target: [...source].reverse() };
  });
}

export const choice: ModelChoice = {
  cell: "gru",
  attention: "additive",
  embedding: 6,
  hidden: 8,
  alignment: 5,
  layers: 1,
};

/** Five batches an epoch. */
export const training: TrainingOptions = {
  batchSize: 8,
  schedule: { peak: 0.03, warmup: 5 },
  seed: 11,
};

/** A new model; the same seed gives the same weights. */
export function newModel(backend: Backend, chosen: Partial<ModelChoice> = {}, seed = 1): Model {
  const tokens = { source: "chars", target: "chars" } as const;
  return createModel({ ...choice, ...chosen }, pairs, tokens, {
    backend,
    random: new Random(seed),
  });
}

/** A trainer that takes over the model's weights. */
export function newTrainer(model: Model, options: TrainingOptions = training): Trainer {
  const { config, parameters, sourceVocabulary, targetVocabulary } = model;
  const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
  return new Trainer(config, encoded, options, parameters);
}

/** So many updates more; their losses. */
export async function train(trainer: Trainer, updates: number): Promise<number[]> {
  const losses: number[] = [];
  for (let i = 0; i < updates; i++) losses.push((await trainer.update(0)).loss);
  return losses;
}

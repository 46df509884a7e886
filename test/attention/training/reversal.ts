/**
 * @file A small task and a small model for it: words of one to four letters, to be said backwards.
 */
import {
  choose,
  createModel,
  encodePairs,
  optimizers,
  schedules,
  Trainer,
  truths,
  usualTraining,
  type Model,
  type ModelChoice,
  type OptimizerName,
  type Pair,
  type ScheduleName,
  type TrainingOptions,
  type TruthName,
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
  embedding: 6,
  hidden: 8,
  alignment: 5,
};

/** Five batches an epoch. */
export const training: TrainingOptions = {
  ...usualTraining,
  batchSize: 8,
  learningRate: 0.03,
  warmup: 5,
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

/**
 * So many updates more; their losses. After every third update there is a look at figures which at
 * first get better, and then do not.
 */
export async function train(trainer: Trainer, updates: number): Promise<number[]> {
  const losses: number[] = [];
  for (let i = 0; i < updates; i++) {
    const { loss, updates: n } = await trainer.update(trainer.progress.updates / 100);
    losses.push(loss);
    if (n % 3 === 0) trainer.look(Math.abs(n - 9) + 1);
  }
  return losses;
}

/** Ways to train, each of which has a state of its own or draws random numbers. */
export const ways: Readonly<Record<string, TrainingOptions>> = {
  ...Object.fromEntries(
    (Object.keys(optimizers) as OptimizerName[]).map((name) => [
      `the optimizer ${name}`,
      {
        ...training,
        optimizer: choose(optimizers, name),
        learningRate: optimizers[name].usualRate,
      },
    ]),
  ),
  ...Object.fromEntries(
    (Object.keys(schedules) as ScheduleName[]).map((name) => [
      `the schedule ${name}`,
      { ...training, schedule: choose(schedules, name) },
    ]),
  ),
  ...Object.fromEntries(
    (Object.keys(truths) as TruthName[]).map((name) => [
      `the truth ${name}`,
      { ...training, truth: choose(truths, name) },
    ]),
  ),
  "three batches an update": { ...training, accumulate: 3 },
  "no clipping": { ...training, clipNorm: false },
  "a moving average": { ...training, ema: 0.9 },
  "the best three kept": { ...training, keep: 3 },
  "dropout, smoothed labels and half the truth": {
    ...training,
    dropout: 0.2,
    labelSmoothing: 0.1,
    truth: choose(truths, "constant", { probability: 0.5 }),
  },
  "all of it at once": {
    ...training,
    accumulate: 2,
    dropout: 0.1,
    dropoutOverTime: true,
    coin: "step",
    truth: choose(truths, "linear", { slope: 0.05 }),
    optimizer: choose(optimizers, "adadelta"),
    schedule: choose(schedules, "plateau", { patience: 1 }),
    ema: 0.99,
    keep: 2,
  },
};

import {
  attentions,
  encodePairs,
  Epoch,
  learningRate,
  loss,
  type AttentionName,
} from "@heed/attention";
import { describe, expect, test } from "vitest";
import { backends } from "../../support/backends.js";
import { numbersOf, readTree } from "../model/numbersOf.js";
import { newModel, newTrainer, pairs, train, training } from "./reversal.js";

/** All that a run comes to: its losses, weights and moments. */
async function outcome(trainer: ReturnType<typeof newTrainer>, updates: number): Promise<unknown> {
  const losses = await train(trainer, updates);
  const state = await readTree(trainer.state);
  trainer.dispose();
  return { losses, state };
}

describe.each(backends)("on $name", (backend) => {
  test("the same seeds give the same bits, run twice", async () => {
    const first = await outcome(newTrainer(newModel(backend)), 6);
    expect(await outcome(newTrainer(newModel(backend)), 6)).toEqual(first);
  });

  test.each(Object.keys(attentions) as AttentionName[])(
    "training makes the loss of the reversal fall, with attention %s",
    async (attention) => {
      const trainer = newTrainer(newModel(backend, { attention }));
      const losses = await train(trainer, 25);
      const epochMean = (epoch: number) =>
        losses.slice(5 * epoch, 5 * (epoch + 1)).reduce((total, x) => total + x, 0) / 5;
      expect(epochMean(4)).toBeLessThan(0.7 * epochMean(0));
      trainer.dispose();
    },
  );

  test("no storage is live after 100 updates that was not live after 10, nor any at the end", async () => {
    const { live } = backend;
    const start = { ...live };
    const trainer = newTrainer(newModel(backend));
    await train(trainer, 10);
    const early = { ...live };
    await train(trainer, 90);
    expect({ ...live }).toEqual(early);
    trainer.dispose();
    expect({ ...live }).toEqual(start);
  });
});

const [backend] = backends;

test("other seeds give other weights and another order of batches", async () => {
  const losses = async (modelSeed: number, seed: number): Promise<number[]> => {
    const trainer = newTrainer(newModel(backend, {}, modelSeed), { ...training, seed });
    const found = await train(trainer, 3);
    trainer.dispose();
    return found;
  };
  const first = await losses(1, 1);
  expect(await losses(2, 1)).not.toEqual(first);
  expect(await losses(1, 2)).not.toEqual(first);
});

test("an update tells the mean loss of its batch's tokens before it, its rate, and where the run is", async () => {
  const model = newModel(backend);
  const { config, sourceVocabulary, targetVocabulary } = model;
  const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
  const trainer = newTrainer(model);
  const perEpoch = trainer.updatesPerEpoch;
  expect(perEpoch).toBe(Math.ceil(pairs.length / training.batchSize));
  let seen = 0;
  for (let i = 0; i < perEpoch + 2; i++) {
    const [epoch, index] = [Math.floor(i / perEpoch), i % perEpoch];
    const { batchSize, seed } = training;
    const batch = new Epoch(encoded, { batchSize, seed, epoch }).batch(index);
    const before = await numbersOf(() => ({ loss: loss(config, trainer.parameters, batch) }));
    seen += batch.pairs.length;
    const progress = { updates: i + 1, pairs: seen, epoch, batch: index + 1 };
    const { learningRate: rate, ...update } = await trainer.update(0.5);
    expect(update).toEqual({ ...progress, loss: before.loss[0] });
    expect(rate).toBe(learningRate(training.schedule, i + 1, 0.5));
    expect(trainer.progress).toEqual(progress);
  }
  trainer.dispose();
});

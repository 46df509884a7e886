import {
  encodePairs,
  Epoch,
  gradientOf,
  learningRate,
  plainObjective,
  type Trainer,
} from "@heed/attention";
import { Random } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { backends } from "../../support/backends.js";
import { numbersOf, readTree, type Numbers } from "../model/numbersOf.js";
import { newModel, newTrainer, pairs, train, training, ways } from "./reversal.js";

const everything = ways["all of it at once"];

/** All that a run comes to: its losses and its state. */
async function outcome(trainer: Trainer, updates: number): Promise<unknown> {
  const losses = await train(trainer, updates);
  const state = await readTree(trainer.state);
  trainer.dispose();
  return { losses, state };
}

describe.each(backends)("on $name", (backend) => {
  test.each([training, everything])(
    "the same seeds give the same bits, run twice",
    async (options) => {
      const first = await outcome(newTrainer(newModel(backend), options), 6);
      expect(await outcome(newTrainer(newModel(backend), options), 6)).toEqual(first);
    },
  );

  test.each(["additive", "cho"] as const)(
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

  test.each([training, everything])(
    "no storage is live after 60 updates that was not live after 12, nor any at the end",
    async (options) => {
      const { live } = backend;
      const start = { ...live };
      const trainer = newTrainer(newModel(backend), options);
      await train(trainer, 12);
      const early = { ...live };
      await train(trainer, 48);
      expect({ ...live }).toEqual(early);
      trainer.dispose();
      expect({ ...live }).toEqual(start);
    },
  );
});

// The fastest.
const [, backend] = backends;

test.each(Object.entries(ways))("learns with %s, and frees all in the end", async (_, options) => {
  const start = { ...backend.live };
  const trainer = newTrainer(newModel(backend), options);
  const losses = await train(trainer, 12);
  for (const value of losses) expect(value).toBeGreaterThan(0);
  expect(Math.min(...losses)).toBeLessThan(losses[0]);
  trainer.dispose();
  expect({ ...backend.live }).toEqual(start);
});

test("other seeds give other weights, another order of batches, and other masks", async () => {
  const losses = async (modelSeed: number, seed: number, options = training) => {
    const trainer = newTrainer(newModel(backend, {}, modelSeed), { ...options, seed });
    const found = await train(trainer, 3);
    trainer.dispose();
    return found;
  };
  const first = await losses(1, 1);
  expect(await losses(2, 1)).not.toEqual(first);
  expect(await losses(1, 2)).not.toEqual(first);
  // One batch of all pairs: their order within it plays no part but in roundings.
  const whole = { ...ways["dropout, smoothed labels and half the truth"], batchSize: 64 };
  const [a] = await losses(1, 1, whole);
  const [b] = await losses(1, 2, whole);
  expect(Math.abs(a - b)).toBeGreaterThan(1e-4);
});

test("an update tells the mean loss of its batches' tokens before it, its rate, and where the run is", async () => {
  const model = newModel(backend);
  const { config, sourceVocabulary, targetVocabulary } = model;
  const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
  const options = { ...training, accumulate: 2 };
  const trainer = newTrainer(model, options);
  const batchesPerEpoch = Math.ceil(pairs.length / training.batchSize);
  expect(batchesPerEpoch).toBe(5);
  expect(trainer.updatesPerEpoch).toBe(3);
  let seen = 0;
  for (let i = 0; i < 5; i++) {
    const [epoch, index] = [Math.floor(i / 3), 2 * (i % 3)];
    const { batchSize, seed } = options;
    const all = new Epoch(encoded, { batchSize, seed, epoch });
    const batches = [index, index + 1].filter((b) => b < all.length).map((b) => all.batch(b));
    const before = await numbersOf(() => {
      const random = new Random(1);
      return gradientOf(config, trainer.parameters, batches, plainObjective, random).value;
    });
    seen += batches.reduce((sum, batch) => sum + batch.pairs.length, 0);
    const progress = { updates: i + 1, pairs: seen, epoch, batch: index + batches.length };
    const { learningRate: rate, ...update } = await trainer.update(0.5);
    expect(update).toEqual({ ...progress, loss: before[""][0] });
    const moment = { update: i + 1, warmup: training.warmup, fraction: 0.5, figures: [] };
    expect(rate).toBe(learningRate(training.learningRate, training.schedule, moment));
    expect(trainer.progress).toEqual(progress);
  }
  trainer.dispose();
});

test("keeps the weights of the best looks, the best first and of equals the earliest", async () => {
  const trainer = newTrainer(newModel(backend), { ...training, keep: 2 });
  const weights: Numbers[] = [];
  const looks = [5, 3, 4, 3, 9, 1];
  const best: number[][] = [];
  for (const figure of looks) {
    await trainer.update(0);
    weights.push(await readTree(trainer.parameters));
    trainer.look(figure);
    best.push(trainer.state.best.map(({ updates }) => updates));
    for (const kept of trainer.state.best) {
      expect(kept.figure).toBe(looks[kept.updates - 1]);
      expect(await readTree(kept.parameters)).toEqual(weights[kept.updates - 1]);
    }
  }
  expect(best).toEqual([[1], [2, 1], [2, 3], [2, 4], [2, 4], [6, 2]]);
  expect(trainer.state.figures).toEqual(looks);
  trainer.dispose();
});

test("a look needs a number", () => {
  const trainer = newTrainer(newModel(backend));
  expect(() => trainer.look(NaN)).toThrow(RangeError);
  expect(() => trainer.look(Infinity)).toThrow(RangeError);
  expect(trainer.state.figures).toEqual([]);
  trainer.dispose();
});

test("the moving average follows the weights, and training does not notice it", async () => {
  const plain = newTrainer(newModel(backend));
  const averaged = newTrainer(newModel(backend), { ...training, ema: 0.5 });
  let expected = await readTree(plain.parameters);
  for (let step = 1; step <= 12; step++) {
    await plain.update(0);
    await averaged.update(0);
    const d = Math.min(0.5, (1 + step) / (10 + step));
    const now = await readTree(plain.parameters);
    expect(await readTree(averaged.parameters)).toEqual(now);
    expected = Object.fromEntries(
      Object.entries(expected).map(([path, before]) => [
        path,
        Array.from(before, (value, i) => d * value + (1 - d) * now[path][i]),
      ]),
    );
  }
  const found = await readTree(averaged.state.ema);
  for (const [path, values] of Object.entries(expected)) {
    Array.from(values).forEach((value, i) => {
      // Twelve mixtures of numbers below 2, each with three roundings of float32.
      expect(Math.abs(found[path][i] - value)).toBeLessThanOrEqual(3 * 12 * 2 * 2 ** -24);
    });
  }
  plain.dispose();
  averaged.dispose();
});

test("a rate of 0 moves nothing: every update starts from the weights before it", async () => {
  const model = newModel(backend);
  const before = await readTree(model.parameters);
  const trainer = newTrainer(model, { ...training, learningRate: 0 });
  await train(trainer, 4);
  expect(await readTree(trainer.parameters)).toEqual(before);
  trainer.dispose();
});

import {
  evaluate,
  groupBySource,
  initSeq2seq,
  meanLoss,
  pairsOf,
  perplexity,
  predictBeam,
  predictGreedy,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { reference } from "@heed/tensor";
import { expect, test } from "vitest";
import { newModel, newTrainer, pairs, train } from "./reversal.js";

const examples = groupBySource(pairs);

test("the mean loss does not depend on how the examples are put in batches", async () => {
  const model = newModel(reference);
  const whole = await meanLoss(model, examples, pairsOf(examples).length);
  for (const batchSize of [1, 3, 64]) {
    const found = await meanLoss(model, examples, batchSize);
    // One mean over all tokens, each loss off by some roundings of float32.
    expect(Math.abs(found - whole)).toBeLessThanOrEqual(64 * 2 ** -24 * whole);
  }
  expect(await meanLoss(model, [...examples].reverse())).toBeCloseTo(whole, 5);
  disposeTree(model.parameters);
});

test("neither losses nor answers depend on what lengths are padded to", async () => {
  const model = newModel(reference);
  const plain = await meanLoss(model, examples);
  const { predictions } = await evaluate(model, examples, { beam: 2 });
  for (const padToMultipleOf of [2, 8]) {
    const found = await meanLoss(model, examples, 64, padToMultipleOf);
    expect(Math.abs(found - plain)).toBeLessThanOrEqual(64 * 2 ** -24 * plain);
    const padded = await evaluate(model, examples, { beam: 2, padToMultipleOf });
    expect(padded.predictions.map(({ text }) => text)).toEqual(predictions.map(({ text }) => text));
  }
  disposeTree(model.parameters);
});

test("a model whose weights are all 0 has the mean loss log V", async () => {
  const model = newModel(reference);
  const { config } = model;
  const parameters = initSeq2seq(config, { backend: reference, dtype: "float32" });
  const found = await meanLoss({ ...model, parameters }, examples);
  const expected = Math.log(config.targetVocabulary);
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(8 * 2 ** -24 * expected);
  // It wavers among all V words.
  expect(Math.abs(perplexity(found) / config.targetVocabulary - 1)).toBeLessThanOrEqual(2 ** -20);
  disposeTree([model.parameters, parameters]);
});

test("every example gets its own answer, in any batch size, greedily and by beam", async () => {
  const first = newModel(reference);
  const trainer = newTrainer(first);
  await train(trainer, 15);
  const model = { ...first, parameters: trainer.parameters };
  const sources = examples.map(({ source }) => source);
  const greedy = await predictGreedy(model, sources);
  const beam = await predictBeam(model, sources, { width: 3 });
  for (const batchSize of [1, 4, 64]) {
    const seen: number[] = [];
    const free = await evaluate(model, examples, {
      batchSize,
      onProgress: (done) => seen.push(done),
    });
    expect(free.predictions.map(({ text }) => text)).toEqual(greedy.map(({ text }) => text));
    expect(seen.at(-1)).toBe(examples.length);
    const wide = await evaluate(model, examples, { batchSize, beam: 3 });
    expect(wide.predictions.map(({ text }) => text)).toEqual(beam.map(([best]) => best.text));
  }
  trainer.dispose();
});

test("other things happen while examples are decoded and scored", async () => {
  const model = newModel(reference);
  for (const measure of [
    () => evaluate(model, examples, { batchSize: 4 }),
    () => meanLoss(model, examples, 4),
  ]) {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await measure();
    clearInterval(timer);
    // One between any two batches at least.
    expect(turns).toBeGreaterThanOrEqual(Math.floor(examples.length / 4) - 1);
  }
  disposeTree(model.parameters);
});

/**
 * @file Lengths that are rounded up: losses and gradients are those of the least padding, for every
 * part that a model can have.
 */
import { batchOf, choose, gradientOf, optimizers, plainObjective, special } from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { Random, reference } from "@heed/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { IdSequences } from "../../../packages/attention/src/data/encodedPairs.js";
import { configurations, drawParameters } from "../../../packages/cli/src/gradcheck/smallModels.js";
import { runs } from "../../support/runs.js";
import { disagreement, numbersOf, roundings, tolerance } from "../model/numbersOf.js";
import { sentences } from "../model/sentences.js";
import { newModel, newTrainer, train, training } from "./reversal.js";

const exact = { backend: reference, dtype: "float64" } as const;

test.each(configurations)("changes neither loss nor gradient: $title", async (config) => {
  const objective = {
    ...plainObjective,
    labelSmoothing: 0.1,
    coverage: config.coverage ? 0.5 : 0,
  };
  await fc.assert(
    fc.asyncProperty(
      sentences,
      fc.nat(),
      fc.integer({ min: 2, max: 8 }),
      async (list, seed, multiple) => {
        const p = drawParameters(config, seed, exact);
        // The longest pair of the data is not in the batch, so that there is room for padding.
        const longest = { source: Array<number>(5).fill(4), target: Array<number>(8).fill(4) };
        const all = [...list, longest];
        const encoded = {
          sources: new IdSequences(all.map(({ source }) => source)),
          targets: new IdSequences(
            all.map(({ target }) => [special.start, ...target, special.end]),
          ),
        };
        const gradient = (padToMultipleOf: number) =>
          numbersOf(() => {
            const batch = batchOf(encoded, Int32Array.from(list.keys()), padToMultipleOf);
            return gradientOf(config, p, [batch], objective, new Random(1));
          });
        const plain = await gradient(1);
        const bound = tolerance(exact.dtype, roundings(p, list.length * 14), plain);
        expect(disagreement(await gradient(multiple), plain, bound)).toBeUndefined();
        disposeTree(p);
      },
    ),
    runs(2),
  );
});

test("a run has the same losses", async () => {
  // Plain descent hands roundings on as they are; Adam would measure tiny gradients by themselves.
  const descent = { ...training, optimizer: choose(optimizers, "sgd"), learningRate: 0.1 };
  const losses = async (padToMultipleOf: number) => {
    const trainer = newTrainer(newModel(reference), { ...descent, padToMultipleOf });
    const found = await train(trainer, 6);
    trainer.dispose();
    return found;
  };
  const [plain, padded] = [await losses(1), await losses(8)];
  padded.forEach((loss, i) => {
    // A mean over tokens and the updates before it, each off by some roundings of float32.
    expect(Math.abs(loss - plain[i])).toBeLessThanOrEqual((i + 1) * 64 * 2 ** -24 * plain[i]);
  });
});

/**
 * @file Everything that is done with a model, on a backend that can be read later only, as WebGPU:
 * nothing reads at once, and all comes to the same bits as where it could.
 */
import {
  decodeModel,
  decodeRun,
  encodeModel,
  encodeRun,
  evaluate,
  gradientOf,
  greedy,
  groupBySource,
  meanLoss,
  padIds,
  plainObjective,
  predictBeam,
  predictGreedy,
  predictSample,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { BackendError, ops, Random, reference, scope, tensor, type Backend } from "@heed/tensor";
import { expect, test } from "vitest";
import {
  batchOfSentences,
  configurations,
  drawParameters,
} from "../../packages/cli/src/gradcheck/smallModels.js";
import { readTree } from "./model/numbersOf.js";
import { readLater } from "./readLater.js";
import { newModel, newTrainer, pairs, train, ways } from "./training/reversal.js";

test("nobody reads at once from this backend", async () => {
  const x = scope(() => ops.add(tensor([1, 2], { backend: readLater() }), 1));
  expect(() => x.dataSync()).toThrow(BackendError);
  expect([...(await x.data())]).toEqual([2, 3]);
  x.dispose();
});

/** Nothing stays alive there, and the same comes out as on the reference backend. */
async function expectNoDifference(compute: (backend: Backend) => Promise<unknown>): Promise<void> {
  const backend = readLater();
  const found = await compute(backend);
  expect(backend.live).toEqual({ storages: 0, bytes: 0 });
  expect(found).toEqual(await compute(reference));
}

test.each(Object.entries(ways))("trains with %s", async (_, options) => {
  await expectNoDifference(async (backend) => {
    const trainer = newTrainer(newModel(backend), options);
    const losses = await train(trainer, 4);
    const state = await readTree(trainer.state);
    trainer.dispose();
    return { losses, state };
  });
});

test.each(configurations)(
  "learns from a batch, and shows all of an answer: $title",
  async (config) => {
    const source = [4, 5, 6];
    const batch = batchOfSentences([
      { source, target: [4, 5] },
      { source: [7], target: [4, 5, 6, 3] },
    ]);
    const objective = {
      ...plainObjective,
      ...{ labelSmoothing: 0.1, coverage: Number(config.coverage), dropout: 0.1, truth: 0.5 },
    };
    await expectNoDifference(async (backend) => {
      const p = drawParameters(config, 5, { backend, dtype: "float64" });
      const learnt = gradientOf(config, p, [batch, batch], objective, new Random(3));
      const numbers = await readTree(learnt);
      disposeTree(learnt);
      const options = { inspect: "everything", maxLength: 4 } as const;
      const answers = await greedy(config, p, padIds([source, [7]]), options);
      disposeTree(p);
      return { numbers, answers };
    });
  },
);

test("answers greedily, by beam and at random", async () => {
  const sources = pairs.slice(0, 6).map(({ source }) => source);
  await expectNoDifference(async (backend) => {
    const model = newModel(backend);
    const shared = { inspect: "weights", maxLength: 5 } as const;
    const answers = [
      await predictGreedy(model, sources, shared),
      await predictBeam(model, sources, { ...shared, width: 3, beta: 0.2 }),
      await predictSample(model, sources, { ...shared, seed: 1, count: 2, topP: 0.9 }),
    ];
    disposeTree(model.parameters);
    return answers;
  });
});

test("is evaluated", async () => {
  const examples = groupBySource(pairs.slice(0, 10));
  await expectNoDifference(async (backend) => {
    const model = newModel(backend);
    const found = [await evaluate(model, examples, { beam: 2 }), await meanLoss(model, examples)];
    disposeTree(model.parameters);
    return found;
  });
});

test("is saved and opened, with its run and without", async () => {
  await expectNoDifference(async (backend) => {
    const model = newModel(backend);
    const trainer = newTrainer(model, ways["all of it at once"]);
    await train(trainer, 3);
    const run = await encodeRun(model, trainer, 1);
    const saved = decodeRun(run, "run.safetensors", backend);
    const bytes = await encodeModel(saved.model);
    const opened = decodeModel(bytes, "model.safetensors", backend);
    const weights = await readTree([saved.state, opened.parameters]);
    trainer.dispose();
    disposeTree([saved.state, opened.parameters]);
    return { run, bytes, weights };
  });
});

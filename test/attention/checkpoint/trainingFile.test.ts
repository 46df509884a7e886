import {
  adamDefaults,
  decodeRun,
  decodeSafetensors,
  encodeModel,
  encodePairs,
  encodeRun,
  encodeSafetensors,
  Trainer,
  UserError,
  type SavedRun,
  type TrainingOptions,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { reference } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { backends } from "../../support/backends.js";
import { readTree } from "../model/numbersOf.js";
import { newModel, newTrainer, pairs, train, training } from "../training/reversal.js";

const file = "runs/x/training.safetensors";

/** A trainer that goes on where a saved run stopped. */
function resume({ model, moments, progress, options }: SavedRun): Trainer {
  const { config, parameters, sourceVocabulary, targetVocabulary } = model;
  const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
  const state = { parameters, moments, updates: progress.updates };
  return new Trainer(config, encoded, options, state, progress);
}

const settings: Readonly<Record<string, TrainingOptions>> = {
  "Adam's defaults": training,
  "Adam of one's own": {
    ...training,
    adam: { ...adamDefaults, beta1: 0.8, clipNorm: 0.5, weightDecay: 0.1 },
  },
};

describe.each(backends)("on $name", (backend) => {
  test.each(Object.entries(settings))(
    "with %s, 10 updates, saved, opened, and 10 more are 20 updates, bit by bit",
    async (_, options) => {
      const model = newModel(backend);
      const straight = newTrainer(model, options);
      const losses = await train(straight, 20);

      const stopped = newTrainer(newModel(backend), options);
      const before = await train(stopped, 10);
      const bytes = await encodeRun(model, stopped, 3.5);
      stopped.dispose();
      const saved = decodeRun(bytes, file, backend);
      expect(saved).toMatchObject({ options, seconds: 3.5, progress: stopped.progress });
      const resumed = resume(saved);
      expect([...before, ...(await train(resumed, 10))]).toEqual(losses);

      expect(resumed.progress).toEqual(straight.progress);
      expect(await readTree(resumed.state)).toEqual(await readTree(straight.state));
      straight.dispose();
      resumed.dispose();
    },
  );
});

test("what is saved while an update is under way is of one moment", async () => {
  const model = newModel(reference);
  const trainer = newTrainer(model);
  await train(trainer, 2);
  const before = encodeRun(model, trainer, 0);
  const update = trainer.update(0);
  const meanwhile = encodeRun(model, trainer, 0);
  await update;
  const now = await readTree(trainer.state);

  const saved = decodeRun(await before, file, reference);
  expect(saved.progress.updates).toBe(2);
  const resumed = resume(saved);
  await train(resumed, 1);
  expect(await readTree(resumed.state)).toEqual(now);

  const later = decodeRun(await meanwhile, file, reference);
  expect(later.progress).toEqual(trainer.progress);
  const { moments } = later;
  expect(await readTree({ parameters: later.model.parameters, moments })).toEqual(now);

  trainer.dispose();
  resumed.dispose();
  disposeTree([later.model.parameters, moments]);
});

function without<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

test("a file without a run, or with a damaged one, is refused in one line, and nothing stays alive", async () => {
  const before = { ...reference.live };
  const model = newModel(reference);
  const trainer = newTrainer(model);
  await train(trainer, 1);
  const bytes = await encodeRun(model, trainer, 1);
  const modelBytes = await encodeModel({ ...model, parameters: trainer.parameters });
  trainer.dispose();
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const run = (change: object) =>
    JSON.stringify({ ...(JSON.parse(metadata.run) as object), ...change });
  const damaged: readonly (readonly [Uint8Array, string])[] = [
    [modelBytes, "it holds no training run"],
    [
      encodeSafetensors({ tensors, metadata: { ...metadata, run: "{" } }),
      "it holds no training run",
    ],
    [
      encodeSafetensors({ tensors, metadata: { ...metadata, run: run({ seconds: -1 }) } }),
      "its training run does not fit",
    ],
    [
      encodeSafetensors({ tensors: without(tensors, "v.decoder.readout.bias"), metadata }),
      "the tensor v.decoder.readout.bias is missing",
    ],
    [bytes.slice(0, -1), ""],
  ];
  for (const [content, says] of damaged) {
    expect(() => decodeRun(content, file, reference)).toThrow(UserError);
    expect(() => decodeRun(content, file, reference)).toThrow(`${file}: ${says}`);
  }
  expect({ ...reference.live }).toEqual(before);
});

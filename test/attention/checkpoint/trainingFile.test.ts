import {
  decodeRun,
  decodeSafetensors,
  encodeModel,
  encodePairs,
  encodeRun,
  encodeSafetensors,
  Trainer,
  UserError,
  type BestWeights,
  type SavedRun,
  type TrainingOptions,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { reference, type Backend } from "@heed/tensor";
import { expect, test } from "vitest";
import { backends } from "../../support/backends.js";
import { readTree } from "../model/numbersOf.js";
import { newModel, newTrainer, pairs, train, training, ways } from "../training/reversal.js";

const file = "runs/x/training.safetensors";

/** A trainer that goes on where a saved run stopped. */
function resume({ model, state, progress, options }: SavedRun): Trainer {
  const { config, sourceVocabulary, targetVocabulary } = model;
  const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
  return new Trainer(config, encoded, options, state, progress);
}

/** Runs 14 updates at once, and with a stop in the middle; checks that both come to the same. */
async function stopsUnnoticed(backend: Backend, options: TrainingOptions): Promise<void> {
  const model = newModel(backend);
  const straight = newTrainer(model, options);
  const losses = await train(straight, 14);

  const stopped = newTrainer(newModel(backend), options);
  const before = await train(stopped, 7);
  const bytes = await encodeRun(model, stopped, 3.5);
  stopped.dispose();
  const saved = decodeRun(bytes, file, backend);
  expect(saved.options).toEqual(options);
  expect(saved).toMatchObject({ seconds: 3.5, progress: stopped.progress });
  const resumed = resume(saved);
  expect([...before, ...(await train(resumed, 7))]).toEqual(losses);

  expect(resumed.progress).toEqual(straight.progress);
  expect(resumed.state.figures).toEqual(straight.state.figures);
  expect(resumed.state.best.map(placeOf)).toEqual(straight.state.best.map(placeOf));
  expect(await readTree(resumed.state)).toEqual(await readTree(straight.state));
  straight.dispose();
  resumed.dispose();
}

const placeOf = ({ figure, updates }: BestWeights) => ({ figure, updates });

const title = "saved, opened and gone on with, a run comes to the same bits as one without a stop";

test.each(backends)(`${title}: on $name`, async (backend) => {
  await stopsUnnoticed(backend, training);
});

test.each(Object.entries(ways))(`${title}: with %s`, async (_, options) => {
  const [, fastest] = backends;
  const before = { ...fastest.live };
  await stopsUnnoticed(fastest, options);
  expect({ ...fastest.live }).toEqual(before);
});

test("what is saved while an update is under way is of one moment", async () => {
  const model = newModel(reference);
  const trainer = newTrainer(model);
  await train(trainer, 2);
  const before = encodeRun(model, trainer, 0);
  const update = trainer.update(trainer.progress.updates / 100);
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
  expect(await readTree(later.state)).toEqual(now);

  trainer.dispose();
  resumed.dispose();
  disposeTree(later.state);
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
  const sgdWithBeta = { name: "sgd", settings: { beta1: 0.9 } };
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
      "its training run does not fit: seconds: ",
    ],
    [
      encodeSafetensors({
        tensors,
        metadata: { ...metadata, run: run({ options: { ...training, optimizer: sgdWithBeta } }) },
      }),
      "its training run does not fit: options.optimizer: sgd: it is set by nothing; got beta1",
    ],
    [
      encodeSafetensors({
        tensors,
        metadata: { ...metadata, run: run({ best: [{ figure: 1, updates: 1 }] }) },
      }),
      "the tensor best.0.sourceEmbedding is missing",
    ],
    [
      encodeSafetensors({ tensors: without(tensors, "v.targetEmbedding"), metadata }),
      "the tensor v.targetEmbedding is missing",
    ],
    [bytes.slice(0, -1), ""],
  ];
  for (const [content, says] of damaged) {
    expect(() => decodeRun(content, file, reference)).toThrow(UserError);
    expect(() => decodeRun(content, file, reference)).toThrow(`${file}: ${says}`);
  }
  expect({ ...reference.live }).toEqual(before);
});

/**
 * @file A training run as one file: the model, what its optimizer remembers, averages and best
 * weights, and where the run is. All in one, so that no stop, however sudden, leaves parts of
 * different updates.
 */
import { scope, type Backend } from "@heed/tensor";
import * as v from "valibot";
import type { Model } from "../model.js";
import type { Seq2seqParameters } from "../seq2seq.js";
import { choose, type Choice, type Listed } from "../training/choice.js";
import { schedules } from "../training/learningRate.js";
import { optimizers } from "../training/optimize.js";
import type { Progress, Trainer, TrainingState } from "../training/trainer.js";
import type { TrainingOptions } from "../training/trainingOptions.js";
import { truths } from "../training/truthfulness.js";
import { UserError } from "../userError.js";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.js";
import { describeModel, restoreModel } from "./modelFile.js";
import { restoreTree, storeTree } from "./tree.js";

const counter = v.pipe(v.number(), v.integer(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const notNegative = v.pipe(v.number(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const Options = v.object({
  batchSize: count,
  padToMultipleOf: v.optional(count, 1), // absent from files of before there was a choice
  accumulate: count,
  seed: v.number(),
  labelSmoothing: share,
  coverage: notNegative,
  dropout: share,
  dropoutOverTime: v.boolean(),
  coin: v.picklist(["step", "token"]),
  truth: choiceFrom(truths),
  optimizer: choiceFrom(optimizers),
  clipNorm: v.union([v.literal(false), notNegative]),
  learningRate: notNegative,
  warmup: notNegative,
  schedule: choiceFrom(schedules),
  ema: v.union([v.literal(false), share]),
  keep: counter,
}) satisfies v.GenericSchema<unknown, TrainingOptions>;

/** A name of a list and all its settings, each within its limits. */
function choiceFrom<Name extends string>(
  list: Readonly<Record<Name, Listed>>,
): v.GenericSchema<unknown, Choice<Name>> {
  const name = v.picklist(Object.keys(list) as Name[]);
  return v.pipe(
    v.object({ name, settings: v.record(v.string(), v.number()) }),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
      try {
        return choose(list, value.name, value.settings);
      } catch (error) {
        addIssue({ message: (error as RangeError).message });
        return NEVER;
      }
    }),
  );
}

const Run = v.object({
  progress: v.object({ updates: counter, pairs: counter, epoch: counter, batch: counter }),
  figures: v.array(v.number()),
  /** Of the best weights: what was said of them, and the update that made them. */
  best: v.array(v.object({ figure: v.number(), updates: counter })),
  options: Options,
  /** How long the run has trained, in seconds. */
  seconds: notNegative,
});

/** Where the weights of each kind stand in a file. */
const prefixes = {
  parameters: "parameters.",
  ema: "ema.",
  slot: (name: string) => `${name}.`,
  best: (rank: number) => `best.${rank}.`,
} as const;

/** A run that can go on. */
export interface SavedRun {
  readonly model: Model;
  readonly state: TrainingState;
  readonly progress: Progress;
  readonly options: TrainingOptions;
  readonly seconds: number;
}

/** A run as the bytes of a file. `model` gives configuration and vocabularies, `trainer` the rest. */
export async function encodeRun(
  model: Model,
  trainer: Trainer,
  seconds: number,
): Promise<Uint8Array> {
  const { state, progress, options } = trainer;
  const { figures, best } = state;
  // All are asked for before any is waited for: an update in between would free them.
  const stored = await Promise.all([
    storeTree(state.parameters, prefixes.parameters),
    storeTree(state.ema, prefixes.ema),
    ...Object.entries(state.slots).map(([name, tree]) => storeTree(tree, prefixes.slot(name))),
    ...best.map(({ parameters }, rank) => storeTree(parameters, prefixes.best(rank))),
  ]);
  const places = best.map(({ figure, updates }) => ({ figure, updates }));
  const run = { progress, figures, best: places, options, seconds };
  return encodeSafetensors({
    tensors: Object.assign({}, ...stored) as (typeof stored)[number],
    metadata: { ...describeModel(model), run: JSON.stringify(run) },
  });
}

/** The run that a file holds. `file` names it in messages. Throws `UserError`. */
export function decodeRun(bytes: Uint8Array, file: string, backend: Backend): SavedRun {
  const opened = decodeSafetensors(bytes, file);
  const { progress, figures, best, options, seconds } = parseRun(opened.metadata, file);
  return scope(() => {
    const model = restoreModel(opened, prefixes.parameters, file, backend);
    const { parameters } = model;
    const restore = (prefix: string): Seq2seqParameters =>
      restoreTree(parameters, opened.tensors, prefix, backend, file);
    const { slots } = optimizers[options.optimizer.name];
    const state: TrainingState = {
      parameters,
      slots: Object.fromEntries(slots.map((name) => [name, restore(prefixes.slot(name))])),
      ...(options.ema !== false && progress.updates > 0 && { ema: restore(prefixes.ema) }),
      figures,
      best: best.map((at, rank) => ({ ...at, parameters: restore(prefixes.best(rank)) })),
    };
    return { model, state, progress, options, seconds };
  });
}

function parseRun(
  metadata: Readonly<Record<string, string>>,
  file: string,
): v.InferOutput<typeof Run> {
  const mend = "give a file that `heed train` wrote while training";
  let json: unknown;
  try {
    json = JSON.parse(metadata.run ?? "");
  } catch (cause) {
    throw new UserError("it holds no training run", { file, mend, cause });
  }
  const parsed = v.safeParse(Run, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const problem = `its training run does not fit: ${v.getDotPath(issue) ?? "it"}: ${issue.message}`;
    throw new UserError(problem, { file, mend });
  }
  return parsed.output;
}

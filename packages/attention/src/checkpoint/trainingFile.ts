/**
 * @file A training run as one file: the model, Adam's moments, and where the run is. All in one, so
 * that no stop, however sudden, leaves weights and moments of different updates.
 */
import { scope, type Backend } from "@heed/tensor";
import * as v from "valibot";
import type { Model } from "../model.js";
import type { Moments } from "../training/optimizer.js";
import type { Seq2seqParameters } from "../seq2seq.js";
import type { Progress, Trainer, TrainingOptions } from "../training/trainer.js";
import { UserError } from "../userError.js";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.js";
import { describeModel, restoreModel } from "./modelFile.js";
import { restoreTree, storeTree } from "./tree.js";

const counter = v.pipe(v.number(), v.integer(), v.minValue(0));

const Run = v.object({
  progress: v.object({ updates: counter, pairs: counter, epoch: counter, batch: counter }),
  options: v.object({
    batchSize: v.pipe(v.number(), v.integer(), v.minValue(1)),
    seed: v.number(),
    schedule: v.object({ peak: v.number(), warmup: v.number() }),
    adam: v.exactOptional(
      v.object({
        beta1: v.number(),
        beta2: v.number(),
        epsilon: v.number(),
        weightDecay: v.number(),
        clipNorm: v.number(),
      }),
    ),
  }),
  /** How long the run has trained, in seconds. */
  seconds: v.pipe(v.number(), v.minValue(0)),
});

/** A run that can go on. */
export interface SavedRun {
  readonly model: Model;
  readonly moments: Moments<Seq2seqParameters>;
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
  // All are asked for before any is waited for: an update in between would free them.
  const [weights, firstMoments, secondMoments] = await Promise.all([
    storeTree(state.parameters, "parameters."),
    storeTree(state.moments.m, "m."),
    storeTree(state.moments.v, "v."),
  ]);
  return encodeSafetensors({
    tensors: { ...weights, ...firstMoments, ...secondMoments },
    metadata: { ...describeModel(model), run: JSON.stringify({ progress, options, seconds }) },
  });
}

/** The run that a file holds. `file` names it in messages. Throws `UserError`. */
export function decodeRun(bytes: Uint8Array, file: string, backend: Backend): SavedRun {
  const opened = decodeSafetensors(bytes, file);
  const run = parseRun(opened.metadata, file);
  return scope(() => {
    const model = restoreModel(opened, "parameters.", file, backend);
    const moments = {
      m: restoreTree(model.parameters, opened.tensors, "m.", backend, file),
      v: restoreTree(model.parameters, opened.tensors, "v.", backend, file),
    };
    return { model, moments, ...run };
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
  if (!parsed.success) throw new UserError("its training run does not fit", { file, mend });
  return parsed.output;
}

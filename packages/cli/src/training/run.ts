/**
 * @file A run: a model in training and the folder it is kept in.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  averageParameters,
  decodeRun,
  encodeModel,
  encodePairs,
  encodeRun,
  isExhausted,
  Trainer,
  UserError,
  type Model,
  type Progress,
} from "@heed/attention";
import { Random } from "@heed/tensor";
import { openBackend } from "../backends.js";
import { readWhole } from "@heed/attention/files/readBytes";
import { writeAtomically } from "../files/writeAtomically.js";
import { newModel } from "../newModel.js";
import { isFree } from "./isFree.js";
import type { Report } from "./report.js";
import type { RunData } from "./runData.js";
import { runFiles } from "./runFiles.js";
import { fractionOver } from "./runLength.js";
import { writeRecord, type RunRecord } from "./runOptions.js";
import { modelChoiceOf } from "./modelFlags.js";
import { isWatched, trainingOptionsOf } from "./trainingFlags.js";

/** Weights that a run has to offer. */
export interface Variant {
  readonly name: "last" | "ema" | "best";
  readonly about: string;
  readonly model: Model;
}

export class Run {
  readonly folder: string;
  readonly record: RunRecord;
  readonly data: RunData;
  readonly trainer: Trainer;
  readonly reports: Report[];
  /** Seconds of training so far. */
  seconds: number;
  readonly #model: Model;

  constructor(
    folder: string,
    record: RunRecord,
    data: RunData,
    model: Model,
    trainer: Trainer,
    { seconds = 0, reports = [] }: { seconds?: number; reports?: Report[] } = {},
  ) {
    this.folder = folder;
    this.record = record;
    this.data = data;
    this.trainer = trainer;
    this.seconds = seconds;
    this.reports = reports;
    this.#model = model;
  }

  /** The model as trained so far. The weights are the run's: its next update frees them. */
  get model(): Model {
    return { ...this.#model, parameters: this.trainer.parameters };
  }

  /** The moving average of its weights, if it has one; they are the run's, too. */
  get ema(): Model | undefined {
    const { ema } = this.trainer.state;
    return ema && { ...this.#model, parameters: ema };
  }

  /**
   * All that the run has to offer: its weights as they are, and, if it has them, their moving
   * average and the average of those that did best. That last one's tensors are the caller's.
   */
  get variants(): readonly Variant[] {
    const { model, ema } = this;
    const variants: Variant[] = [{ name: "last", about: "last weights", model }];
    if (ema !== undefined) variants.push({ name: "ema", about: "moving average", model: ema });
    const best = this.trainer.state.best.map((weights) => weights.parameters);
    if (best.length > 0) {
      const about = best.length === 1 ? "best weights" : `average of the best ${best.length}`;
      const parameters = averageParameters(best);
      variants.push({ name: "best", about, model: { ...model, parameters } });
    }
    return variants;
  }

  get progress(): Progress {
    return this.trainer.progress;
  }

  /** How much of the run is over, from 0 to 1. */
  get fraction(): number {
    const { seconds, progress, trainer } = this;
    const { updatesPerEpoch } = trainer;
    const over = fractionOver(this.record.length, {
      updates: progress.updates,
      updatesPerEpoch,
      seconds,
    });
    return Math.min(1, over);
  }

  /** Whether it has stopped early: its looks have found nothing better for long. */
  get isExhausted(): boolean {
    const { patience } = this.record.options;
    return patience !== undefined && isExhausted(this.trainer.state.figures, patience);
  }

  get isOver(): boolean {
    return this.fraction >= 1 || this.isExhausted;
  }

  /** The path of one of the run's files. */
  pathOf(file: keyof typeof runFiles): string {
    return join(this.folder, runFiles[file]);
  }

  /** Writes down where the run is. A stop at any moment leaves what was saved last. */
  async save(): Promise<void> {
    await writeAtomically(
      this.pathOf("training"),
      await encodeRun(this.#model, this.trainer, this.seconds),
    );
    await writeAtomically(this.pathOf("model"), await encodeModel(this.model));
    await this.#saveReports();
  }

  /** Keeps the weights that it offers in the end: `chosen` as its model, the others beside it. */
  async saveVariants(variants: readonly Variant[], chosen: Variant): Promise<void> {
    for (const variant of variants) {
      const file = variant === chosen ? "model" : variant.name;
      await writeAtomically(this.pathOf(file), await encodeModel(variant.model));
    }
  }

  /** Ends the reports with what was measured at the end, on more examples than on the way. */
  async conclude({ loss, wer }: { readonly loss: number; readonly wer: number }): Promise<void> {
    const last = this.reports.pop();
    if (last === undefined) return;
    this.reports.push({ ...last, devLoss: loss, devWer: wer });
    await this.#saveReports();
  }

  async #saveReports(): Promise<void> {
    const lines = this.reports.map((report) => `${JSON.stringify(report)}\n`);
    await writeAtomically(this.pathOf("losses"), lines.join(""));
  }
}

/** Throws `UserError` unless `folder` is empty or does not exist yet. */
export async function checkFree(folder: string): Promise<void> {
  if (await isFree(folder)) return;
  const mend = "choose another --out; --resume goes on with a run";
  throw new UserError("there is something in this folder already", { file: folder, mend });
}

/** A new run in a folder that is free. Throws `UserError` where it is not. */
export async function beginRun(
  folder: string,
  asked: RunRecord,
  data: RunData,
  threads: number,
): Promise<Run> {
  await checkFree(folder);
  if (isWatched(asked.options) && data.dev.length === 0) {
    const problem = "a plateau, --patience and --average go by development data; there are none";
    throw new UserError(problem, { mend: "name --dev pairs.tsv" });
  }
  const { source: sourceTokens, target: targetTokens } = data.tokens;
  const options = { ...asked.options, sourceTokens, targetTokens };
  const record = { ...asked, options, digest: data.digest };
  // First the run, whose parts may not go together; then its folder.
  const run = await startOf(folder, record, data, threads);
  await writeRecord(folder, record);
  return run;
}

/** The run of a folder, where it was saved last. Throws `UserError` where that is not possible. */
export async function reopenRun(
  folder: string,
  record: RunRecord,
  data: RunData,
  threads: number,
): Promise<Run> {
  if (record.digest !== data.digest) {
    const mend = "bring the old file back, or begin anew in another --out";
    const { train } = record.options;
    throw new UserError("has changed since the run began", { ...(train && { file: train }), mend });
  }
  const file = join(folder, runFiles.training);
  if ((await stat(file).catch(() => undefined)) === undefined) {
    return startOf(folder, record, data, threads);
  }
  const backend = await openBackend(record.options.backend, threads);
  const saved = decodeRun(await readWhole(file), file, backend);
  const { model, state, progress, options, seconds } = saved;
  const trainer = new Trainer(model.config, encode(model, data), options, state, progress);
  const reports = await readReports(join(folder, runFiles.losses), progress.updates);
  return new Run(folder, record, data, model, trainer, { seconds, reports });
}

async function startOf(
  folder: string,
  record: RunRecord,
  data: RunData,
  threads: number,
): Promise<Run> {
  const { options } = record;
  const { seed } = options;
  const backend = await openBackend(options.backend, threads);
  const init = { backend, random: new Random(seed) };
  // A score that has a weight for each place must have some for the development data, too.
  const longestSource = [...data.train, ...data.dev].reduce(
    (longest, { source }) => Math.max(longest, source.length),
    1,
  );
  const choice = { longestSource, ...modelChoiceOf(options) };
  if (choice.attention === "location" && choice.longestSource < longestSource) {
    const problem = `--longest-source ${choice.longestSource} is shorter than a source of the data, of ${longestSource} tokens`;
    throw new UserError(problem, { mend: `give ${longestSource}, or leave it out` });
  }
  const model = newModel(choice, data.train, data.tokens, init);
  if (options.coverageLoss > 0 && !model.config.coverage) {
    const problem = "--coverage-loss needs a model that is told where it has looked";
    throw new UserError(problem, { mend: "add --coverage, or leave it out" });
  }
  const training = trainingOptionsOf(options, seed);
  const trainer = new Trainer(model.config, encode(model, data), training, model.parameters);
  return new Run(folder, record, data, model, trainer);
}

function encode(model: Model, { train }: RunData): ReturnType<typeof encodePairs> {
  return encodePairs(train, model.sourceVocabulary, model.targetVocabulary);
}

/** The reports up to the given update; a curve that was lost or cut short is no reason to stop. */
async function readReports(file: string, updates: number): Promise<Report[]> {
  try {
    const text = new TextDecoder().decode(await readWhole(file));
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as Report).filter((r) => r.updates <= updates);
  } catch {
    return [];
  }
}

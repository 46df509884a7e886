/**
 * @file The options of `heed train` that say how a model is trained: how they are typed, what may
 * stand in a run's record, and what they mean to the trainer.
 */
import {
  optimizers,
  schedules,
  truths,
  usualTraining,
  type Listed,
  type TrainingOptions,
} from "@heed/attention";
import { Option, type Command } from "commander";
import * as v from "valibot";
import { choiceOption, choiceText, listedSettings, parseChoice } from "../arguments/choice.js";
import { fraction, notNegative, oneOf, positiveNumber, wholeNumber } from "../arguments/parsers.js";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const positive = v.pipe(v.number(), v.gtValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.ltValue(1));

/** How a model is trained, each option named as on the command line; choices are as typed. */
export interface TrainingFlags {
  readonly batch: number;
  /** What lengths of batches are rounded up to a multiple of. */
  readonly padToMultipleOf: number;
  readonly accumulate: number;
  readonly optimizer: string;
  /** The highest, which it reaches after `warmup` updates. */
  readonly learningRate: number;
  readonly warmup: number;
  readonly schedule: string;
  /** The norm that gradients are clipped to; `false`: they are not. */
  readonly clip: number | false;
  readonly labelSmoothing: number;
  readonly dropout: number;
  readonly dropoutOverTime: boolean;
  readonly coverageLoss: number;
  readonly truth: string;
  readonly coin: "token" | "step";
  readonly ema?: number | undefined;
  /** How many looks at development data there are, evenly over the run. */
  readonly looks: number;
  /** What of a look counts for the plateau, for patience and for the best weights. */
  readonly watch: "loss" | "wer";
  readonly average?: number | undefined;
  readonly patience?: number | undefined;
}

/** What may stand in a run's record. */
export const trainingSchema: v.GenericSchema<unknown, TrainingFlags> = v.object({
  batch: count,
  padToMultipleOf: v.optional(count, 1), // absent from records of before there was a choice
  accumulate: count,
  optimizer: choiceFrom(optimizers),
  learningRate: positive,
  warmup: count,
  schedule: choiceFrom(schedules),
  clip: v.union([v.literal(false), positive]),
  labelSmoothing: share,
  dropout: share,
  dropoutOverTime: v.boolean(),
  coverageLoss: v.pipe(v.number(), v.minValue(0)),
  truth: choiceFrom(truths),
  coin: v.picklist(["token", "step"]),
  ema: v.optional(share),
  looks: count,
  watch: v.picklist(["loss", "wer"]),
  average: v.optional(count),
  patience: v.optional(count),
});

/** Where nothing is typed. */
export const usualFlags: TrainingFlags = {
  batch: usualTraining.batchSize,
  padToMultipleOf: 1,
  accumulate: usualTraining.accumulate,
  optimizer: choiceText(optimizers, usualTraining.optimizer),
  learningRate: usualTraining.learningRate,
  warmup: usualTraining.warmup,
  schedule: choiceText(schedules, usualTraining.schedule),
  clip: usualTraining.clipNorm,
  labelSmoothing: usualTraining.labelSmoothing,
  dropout: usualTraining.dropout,
  dropoutOverTime: usualTraining.dropoutOverTime,
  coverageLoss: usualTraining.coverage,
  truth: choiceText(truths, usualTraining.truth),
  coin: usualTraining.coin,
  looks: 10,
  watch: "loss",
};

/** The options, in two groups of the command's help. */
export function addTrainingOptions(command: Command): Command {
  const usual = usualFlags;
  const probability = (typed: string): string =>
    typed.trim() === "" || Number.isNaN(Number(typed)) ? typed : `constant:probability=${typed}`;
  return command
    .optionsGroup("Training:")
    .option("--batch <B>", "pairs a batch", wholeNumber(1), usual.batch)
    .option(
      "--pad-to-multiple-of <N>",
      "round lengths of batches up, so that shapes recur (8 on gpu backends, else 1)",
      wholeNumber(1),
    )
    .option("--accumulate <N>", "batches that make one update", wholeNumber(1), usual.accumulate)
    .addOption(
      choiceOption("--optimizer <name>", "how weights move", optimizers).default(usual.optimizer),
    )
    .option("--learning-rate <rate>", "at its highest (the optimizer's usual)", positiveNumber)
    .option("--warmup <N>", "updates until it is at its highest", wholeNumber(1), usual.warmup)
    .addOption(
      choiceOption("--schedule <name>", "how it goes on", schedules).default(usual.schedule),
    )
    .option("--clip <norm>", "the longest gradient", positiveNumber, usual.clip)
    .option("--no-clip", "take gradients as they are")
    .option(
      "--label-smoothing <ε>",
      "spread so much of each target",
      fraction,
      usual.labelSmoothing,
    )
    .option("--dropout <p>", "drop so much of the layers' inputs", fraction, usual.dropout)
    .option("--dropout-over-time", "drop the same at every step of a sentence")
    .option("--coverage-loss <λ>", "punish looking twice", notNegative, usual.coverageLoss)
    .addOption(
      choiceOption(
        "--truth <p>",
        "how likely the decoder reads the true token",
        truths,
        probability,
      ).default(usual.truth),
    )
    .addOption(
      new Option("--coin <per>", "that is drawn for every: token, step (of the whole batch)")
        .argParser(oneOf(["token", "step"]))
        .default(usual.coin),
    )
    .option("--ema <decay>", "keep a moving average of the weights, too", fraction)
    .optionsGroup("Looks at development data:")
    .option("--looks <N>", "how many, evenly over the run", wholeNumber(1), usual.looks)
    .addOption(
      new Option("--watch <figure>", "what counts of them: loss, wer")
        .argParser(oneOf(["loss", "wer"]))
        .default(usual.watch),
    )
    .option("--average <K>", "keep the K best weights and their average", wholeNumber(1))
    .option("--patience <N>", "stop after N looks that find nothing better", wholeNumber(1));
}

/** Names of all lists with their settings, for the help. */
export const settingsHelp: readonly (readonly [flag: string, choices: string])[] = [
  ["--optimizer", listedSettings(optimizers)],
  ["--schedule", listedSettings(schedules)],
  ["--truth", listedSettings(truths)],
];

/** The learning rate that goes with an optimizer unless another is asked for. */
export function usualRate(optimizer: string): number {
  return optimizers[parseChoice(optimizers, optimizer).name].usualRate;
}

/** Whether anything depends on what looks at development data find. */
export function isWatched({ schedule, average, patience }: TrainingFlags): boolean {
  const { name } = parseChoice(schedules, schedule);
  return name === "plateau" || average !== undefined || patience !== undefined;
}

/** What the trainer is to do. */
export function trainingOptionsOf(flags: TrainingFlags, seed: number): TrainingOptions {
  const { average, patience } = flags;
  return {
    batchSize: flags.batch,
    padToMultipleOf: flags.padToMultipleOf,
    accumulate: flags.accumulate,
    seed,
    optimizer: parseChoice(optimizers, flags.optimizer),
    learningRate: flags.learningRate,
    warmup: flags.warmup,
    schedule: parseChoice(schedules, flags.schedule),
    clipNorm: flags.clip,
    labelSmoothing: flags.labelSmoothing,
    dropout: flags.dropout,
    dropoutOverTime: flags.dropoutOverTime,
    coverage: flags.coverageLoss,
    truth: parseChoice(truths, flags.truth),
    coin: flags.coin,
    ema: flags.ema ?? false,
    // A run that stops when it has not been getting better keeps what was best.
    keep: average ?? (patience === undefined ? 0 : 1),
  };
}

/** The text of a choice from a list. */
function choiceFrom<Name extends string>(
  list: Readonly<Record<Name, Listed>>,
): v.GenericSchema<string> {
  const isChoice = (text: string): boolean => {
    try {
      parseChoice(list, text);
      return true;
    } catch {
      return false;
    }
  };
  return v.pipe(v.string(), v.check(isChoice, `choose from ${Object.keys(list).join(", ")}`));
}

/**
 * @file A comparison: models that differ in how they look at the source and in nothing else, each
 * trained on the same batches from several seeds. Plain data: it crosses to other threads and is
 * kept beside its results.
 */
import {
  attentions,
  checkConfig,
  completeConfig,
  needsEqualWidths,
  tasks,
  usualParts,
  UserError,
  windows,
  type AttentionName,
  type CellName,
  type ModelChoice,
  type OrderName,
  type ReadoutName,
  type StartName,
  type Task,
  type WindowName,
} from "@heed/attention";
import type { LengthRange } from "../arguments/ranges.js";
import type { BackendName } from "../backends.js";
import { checkFits } from "../newModel.js";
import type { Measure } from "./measures.js";

export interface Comparison {
  /** What it is shown as: accuracy against source length, or a table of scores and windows. */
  readonly view: "lengths" | "scores";
  /** What counts as right. */
  readonly measure: Measure;
  readonly task: string;
  readonly contestants: readonly Contestant[];
  /** Source lengths to measure. */
  readonly lengths: LengthRange;
  /** Those of them to train on. */
  readonly trainLengths: LengthRange;
  /** How many: from 1 up. */
  readonly seeds: number;
  /** How many sources of each length are answered. */
  readonly sources: number;
  readonly cell: CellName;
  readonly start: StartName;
  readonly order: OrderName;
  readonly readout: ReadoutName;
  /** H */
  readonly hidden: number;
  /** E */
  readonly embedding: number;
  /** A */
  readonly alignment: number;
  /** D of local windows. */
  readonly reach: number;
  readonly updates: number;
  /** B */
  readonly batch: number;
  /** At its highest. */
  readonly learningRate: number;
  readonly backend: BackendName;
}

/** One way to look, and what tables call it. */
export interface Contestant {
  readonly name: string;
  readonly attention: AttentionName;
  readonly window: WindowName;
}

/** One model to train. */
export interface Trial {
  readonly contestant: Contestant;
  readonly seed: number;
}

/** A task whose sources can have any length. */
export type LengthTask = Task & Required<Pick<Task, "sample">>;

/** Those of the list, by name. */
export const lengthTasks: Readonly<Record<string, LengthTask>> = Object.fromEntries(
  tasks.flatMap((task) => (hasLengths(task) ? [[task.name, task]] : [])),
);

function hasLengths(task: Task): task is LengthTask {
  return task.sample !== undefined;
}

/** Scores that look everywhere, and fixed contexts. */
export function contestantsNamed(names: readonly AttentionName[]): Contestant[] {
  return names.map((name) => ({ name, attention: name, window: usualParts.window }));
}

/** Every score in every window: "general", "general local-p". */
export function contestantsOf(
  scores: readonly AttentionName[],
  places: readonly WindowName[],
): Contestant[] {
  return scores.flatMap((attention) =>
    places.map((window) => {
      const name = window === usualParts.window ? attention : `${attention} ${window}`;
      return { name, attention, window };
    }),
  );
}

/** Its models, seed by seed: all models of one seed come before any of the next. */
export function trialsOf({ contestants, seeds }: Comparison): Trial[] {
  return Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) =>
    contestants.map((contestant) => ({ contestant, seed })),
  );
}

/**
 * A contestant's model. All encoders are equally wide: where one contestant must have encoder
 * states as wide as the decoder's, all have.
 */
export function modelChoice(comparison: Comparison, contestant: Contestant): ModelChoice {
  const { contestants, hidden } = comparison;
  const isNarrow = contestants.some((other) => needsEqualWidths(partsOf(comparison, other)));
  return {
    ...partsOf(comparison, contestant),
    encoderHidden: isNarrow ? hidden / 2 : hidden,
    longestSource: comparison.lengths[1],
  };
}

function partsOf(
  { cell, start, order, readout, hidden, embedding, alignment, reach }: Comparison,
  { attention, window }: Contestant,
): typeof usualParts & Pick<ModelChoice, "hidden" | "embedding" | "alignment"> {
  const chosen = { cell, start, order, readout, attention, window, reach };
  return { ...usualParts, ...chosen, hidden, embedding, alignment };
}

/** What a readout is where none is chosen: an order has one that it goes with. */
export function usualReadout(order: OrderName): ReadoutName {
  return completeConfig({ order, hidden: 1, embedding: 1, alignment: 1 }, anyData).readout;
}

/** Sizes of data that decide nothing about which parts go together. */
const anyData = { longestSource: 1, longestTarget: 1, sourceVocabulary: 1, targetVocabulary: 1 };

/** Throws `UserError` where a comparison cannot be made. */
export function checkComparison(comparison: Comparison): void {
  const { contestants, lengths, trainLengths, hidden } = comparison;
  if (trainLengths[0] < lengths[0] || trainLengths[1] > lengths[1]) {
    throw new UserError(
      `--train-lengths ${trainLengths.join("..")} reaches beyond --lengths ${lengths.join("..")}`,
      { mend: "train on some of the lengths that are measured" },
    );
  }
  for (const contestant of contestants) {
    const parts = partsOf(comparison, contestant);
    if (hidden % 2 !== 0 && needsEqualWidths(parts)) {
      const problem = `${contestant.name} needs two encoder directions together as wide as --hidden ${hidden}`;
      throw new UserError(problem, { mend: `choose --hidden ${hidden + 1}` });
    }
  }
  for (const contestant of contestants) {
    const choice = modelChoice(comparison, contestant);
    checkFits(choice);
    checkConfig(completeConfig(choice, anyData));
  }
}

/** What the contestants' names mean: each attention once, and each window unless all have the usual. */
export function legendOf({ contestants }: Comparison): [name: string, about: string][] {
  const looks = new Set(contestants.map(({ attention }) => attention));
  const frames = new Set(contestants.map(({ window }) => window));
  const isPlain = frames.size === 1 && frames.has(usualParts.window);
  return [
    ...[...looks].map((name): [string, string] => [name, attentions[name].about]),
    ...(isPlain ? [] : [...frames].map((name): [string, string] => [name, windows[name].about])),
  ];
}

/** What a contestant does with a source, in one line. */
export function aboutOf({ attention, window }: Contestant): string {
  const { about } = attentions[attention];
  return window === usualParts.window ? about : `${about} ${windows[window].about}`;
}

/**
 * @file What a comparison has found: the seeds of each model put together, as means with their
 * intervals. This is what tables and pictures show and what `--json` prints.
 */
import type { AttentionName, WindowName } from "@heed/attention";
import { aboutOf, type Comparison, type Contestant } from "./comparison.js";
import type { Measure } from "./measures.js";
import { studentInterval, type Interval } from "./studentInterval.js";
import type { Familiar, TrialResult } from "./trial.js";

/** Accuracy at one source length, in percent: the mean over seeds, and its interval. */
export interface AccuracyPoint {
  readonly length: number;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

/** One model, over its seeds. */
export interface ModelFindings {
  readonly name: string;
  readonly attention: AttentionName;
  readonly window: WindowName;
  readonly about: string;
  readonly parameters: number;
  readonly points: readonly AccuracyPoint[];
  /** On sources of the lengths trained on; absent figures are those of attention weights. */
  readonly familiar: Readonly<Record<Exclude<keyof Familiar, "aer" | "entropy">, Interval>> &
    Partial<Record<"aer" | "entropy", Interval>>;
  /** Seconds of training a seed. */
  readonly seconds: Interval;
  /** A result a seed. */
  readonly runs: readonly TrialResult[];
}

const percent = [0, 100] as const;
const positive = [0, Infinity] as const;

/** The models that have results, in the order of the comparison. */
export function findingsOf(
  { contestants, measure }: Comparison,
  results: readonly TrialResult[],
): ModelFindings[] {
  return contestants.flatMap((contestant) => {
    const runs = results
      .filter(({ name }) => name === contestant.name)
      .sort((a, b) => a.seed - b.seed);
    return runs.length === 0 ? [] : [modelFindings(contestant, runs, measure)];
  });
}

function modelFindings(
  contestant: Contestant,
  runs: readonly TrialResult[],
  measure: Measure,
): ModelFindings {
  const familiar = runs.map((run) => run.familiar);
  const [aers, entropies] = [
    familiar.flatMap(({ aer }) => aer ?? []),
    familiar.flatMap(({ entropy }) => entropy ?? []),
  ];
  return {
    ...contestant,
    about: aboutOf(contestant),
    parameters: runs[0].parameters,
    points: runs[0].points.map(({ length }, i) => {
      const values = runs.map(({ points }) => points[i][measure]);
      const { mean, low, high } = studentInterval(values, percent);
      return { length, accuracy: mean, low, high };
    }),
    familiar: {
      token: studentInterval(
        familiar.map(({ token }) => token),
        percent,
      ),
      exact: studentInterval(
        familiar.map(({ exact }) => exact),
        percent,
      ),
      loss: studentInterval(
        familiar.map(({ loss }) => loss),
        positive,
      ),
      ...(aers.length > 0 && { aer: studentInterval(aers, percent) }),
      ...(entropies.length > 0 && { entropy: studentInterval(entropies, positive) }),
    },
    seconds: studentInterval(
      runs.map(({ seconds }) => seconds),
      positive,
    ),
    runs,
  };
}

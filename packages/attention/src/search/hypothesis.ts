/**
 * @file A hypothesis: one target that a search found, and how likely the model thinks it is.
 *
 * S source length, without padding.
 */
import type { Seq2seqConfig } from "../seq2seqConfig.js";
import type { StepTrace } from "./stepTrace.js";

export interface Hypothesis {
  /** Target ids y_1 … y_T, without start and end. */
  readonly ids: readonly number[];
  /** log p(y | x) in nats, the end token included if it was reached. */
  readonly logProbability: number;
  /** What hypotheses of a beam are ranked by; elsewhere the log-probability. */
  readonly score: number;
  /** Whether it said that it ended, rather than ran into the longest length allowed. */
  readonly ended: boolean;
  /**
   * a_t for each step, the one that said end included: rows of S weights. Empty without attention,
   * and where nobody looked.
   */
  readonly weights: readonly (readonly number[])[];
  /** Each step, the one that said end included. Empty unless everything was looked at. */
  readonly trace: readonly StepTrace[];
}

/**
 * How many tokens an answer may have when nothing else is said: ten more than twice its source, or
 * twice the longest target of the data, whichever is longer.
 */
export function answerLimit(
  { longestTarget }: Pick<Seq2seqConfig, "longestTarget">,
  sourceLength: number,
): number {
  return 2 * Math.max(sourceLength, longestTarget) + 10;
}

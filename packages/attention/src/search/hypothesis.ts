/**
 * @file A hypothesis: one target that a search found, and how likely the model thinks it is.
 */

export interface Hypothesis {
  /** Target ids y_1 … y_T, without start and end. */
  readonly ids: readonly number[];
  /** log p(y | x) in nats, the end token included if it was reached. */
  readonly logProbability: number;
  /** What hypotheses are ranked by: the log-probability over the length penalty. */
  readonly score: number;
  /** Whether it said that it ended, rather than ran into the longest length allowed. */
  readonly ended: boolean;
  /**
   * a_t for each step, the one that said end included: rows of S weights, padding cut off.
   * Empty without attention.
   */
  readonly weights: readonly Float32Array[];
}

/** How long a target may get when nothing else is said: no known task needs more. */
export function longestTarget(sourceLength: number): number {
  return 2 * sourceLength + 10;
}

/** lp(Y) = ((5 + |Y|) / 6)^α, |Y| the tokens said, end included. Wu et al. 2016, Eq. 14. */
export function lengthPenalty(length: number, alpha: number): number {
  return ((5 + length) / 6) ** alpha;
}

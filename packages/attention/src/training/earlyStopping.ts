/**
 * @file Early stopping: a run ends when development data have not been getting better for long
 * (Goodfellow et al. 2016, Algorithm 7.1).
 */

/** Whether the last `patience` figures are none of them better, lower, than one before them. */
export function isExhausted(figures: readonly number[], patience: number): boolean {
  const best = figures.indexOf(Math.min(...figures));
  return figures.length - 1 - best >= patience;
}

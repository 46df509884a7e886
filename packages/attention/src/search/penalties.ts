/**
 * @file What beam search ranks finished hypotheses by, besides their probability: Wu et al. 2016,
 * Eq. 14.
 *
 *   s(Y, X) = log p(Y | X) / lp(Y) + cp(X; Y)
 *   lp(Y)   = ((5 + |Y|) / 6)^α,  cp(X; Y) = β Σ_j log min(Σ_t a_tj, 1)
 *
 * |Y| the tokens said, end included; j over the words of the source, t over the steps.
 */

/** lp(Y): makes up for every further token making a target less likely. */
export function lengthPenalty(length: number, alpha: number): number {
  return ((5 + length) / 6) ** alpha;
}

/**
 * cp(X; Y) ≤ 0, from the weights of each step: what it costs to leave words of the source unseen.
 * −∞ for a word that got no weight at all, such as one outside every window.
 */
export function coveragePenalty(weights: readonly (readonly number[])[], beta: number): number {
  if (beta === 0 || weights.length === 0) return 0;
  const seen = weights[0].map((_, j) => weights.reduce((sum, row) => sum + row[j], 0));
  return beta * seen.reduce((total, sum) => total + Math.log(Math.min(sum, 1)), 0);
}

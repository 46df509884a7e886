/**
 * @file How long properties look for a counterexample. `HEED_RUNS=20 npx vitest run test/tensor`
 * draws twenty times as many cases as an ordinary run.
 */
const factor = Number(process.env.HEED_RUNS ?? 1);

/** fast-check's parameters for about `count` cases, more or fewer by `HEED_RUNS`. */
export function runs(count: number): { numRuns: number } {
  return { numRuns: Math.max(1, Math.round(count * factor)) };
}

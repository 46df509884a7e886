/**
 * @file What the laws of all searches are tried with: options at random, and hypotheses as numbers
 * that can be compared.
 */
import type { Hypothesis, SearchOptions } from "@heed/attention";
import { reference } from "@heed/tensor";
import fc from "fast-check";
import type { Sentence } from "../../../packages/cli/src/gradcheck/smallModels.js";
import type { Numbers } from "../model/numbersOf.js";

/** Where results are exact: comparisons then fail for mistakes alone. */
export const exact = { backend: reference, dtype: "float64" } as const;

/** A few of the options that all searches have. */
export const searchOptions: fc.Arbitrary<SearchOptions> = fc.record(
  {
    maxLength: fc.nat({ max: 6 }),
    blockNgrams: fc.integer({ min: 1, max: 3 }),
    together: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: [] },
);

export function sourcesOf(list: readonly Sentence[]): (readonly number[])[] {
  return list.map(({ source }) => source);
}

/** What must be the same, whatever rounding does. */
export function wordsOf(found: readonly Hypothesis[]): unknown {
  return found.map(({ ids, ended, weights }) => ({ ids, ended, rows: weights.length }));
}

/** What rounding may change. */
export function numbersIn(found: readonly Hypothesis[]): Numbers {
  return Object.fromEntries(
    found.flatMap(({ logProbability, score, weights }, n): [string, readonly number[]][] => [
      [`${n}`, [logProbability, score]],
      ...weights.map((row, t): [string, readonly number[]] => [`${n}.${t}`, row]),
    ]),
  );
}

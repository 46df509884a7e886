/**
 * @file Which examples are trained on and which are held out, decided by each source alone:
 * variants of a word never end on both sides, and examples that are added later move none of those
 * that were there.
 */
import type { Tokens } from "./pair.js";
import { stableHash } from "./stableHash.js";

/** What is trained on; what choices are made by (when to stop, which model); what is reported. */
export interface Split<T> {
  readonly train: readonly T[];
  readonly dev: readonly T[];
  readonly test: readonly T[];
}

/** The held-out fractions, each in [0, 1] and together at most 1; the rest is trained on. */
export interface Shares {
  readonly dev: number;
  readonly test: number;
}

/**
 * `items` by a hash of their source, each part in the given order. The shares hold on average, not
 * to the item. Another dev share moves nothing into or out of test. Throws RangeError for
 * impossible shares.
 */
export function splitBySource<T extends { readonly source: Tokens }>(
  items: Iterable<T>,
  { dev, test }: Shares,
): Split<T> {
  if (!(dev >= 0 && test >= 0 && dev + test <= 1)) {
    throw new RangeError(`split: shares must be ≥ 0, together ≤ 1; got dev ${dev}, test ${test}`);
  }
  const split = { train: [] as T[], dev: [] as T[], test: [] as T[] };
  for (const item of items) {
    const position = stableHash(item.source.join("")) / 2 ** 32;
    const part = position < test ? split.test : position < test + dev ? split.dev : split.train;
    part.push(item);
  }
  return split;
}

/** @file What every metric of sequences takes: what was said, and what would have been right. */
import type { Tokens } from "../data/pair.js";

export interface Answer {
  /** What the model said. */
  readonly hypothesis: Tokens;
  /** What is right: at least one; of several, a metric compares with the closest. */
  readonly references: readonly Tokens[];
}

/** A reference and how far the hypothesis is from it. */
export interface Closest {
  readonly reference: Tokens;
  readonly distance: number;
}

/**
 * The reference with the smallest `distance` from the hypothesis, the first of several. Throws
 * RangeError if there is no reference.
 */
export function closestReference(
  { hypothesis, references }: Answer,
  distance: (hypothesis: Tokens, reference: Tokens) => number,
): Closest {
  if (references.length === 0) {
    throw new RangeError("metric: an answer must have a reference; got none");
  }
  return references
    .map((reference) => ({ reference, distance: distance(hypothesis, reference) }))
    .reduce((closest, next) => (next.distance < closest.distance ? next : closest));
}

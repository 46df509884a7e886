/**
 * @file What an arbitrary yields, the same in every run: for claims of what occurs and how often, which
 * chance would now and then refute.
 */
import fc from "fast-check";

/** `count` values. */
export function sample<T>(arbitrary: fc.Arbitrary<T>, count: number): T[] {
  return fc.sample(arbitrary, { numRuns: count, seed: 1 });
}

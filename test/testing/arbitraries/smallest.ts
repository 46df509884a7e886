/**
 * @file What an arbitrary shrinks to: the last counterexamples of a property that is false on purpose.
 */
import fc from "fast-check";

/** What searches from different seeds end with: the smallest values that are wanted. */
export function smallest<T>(arbitrary: fc.Arbitrary<T>, isWanted: (value: T) => boolean): T[] {
  return Array.from({ length: 20 }, (_, seed) => {
    const property = fc.property(arbitrary, (value) => !isWanted(value));
    const { counterexample } = fc.check(property, { numRuns: 2000, seed });
    if (counterexample === null) throw new Error("no value that was drawn is wanted");
    return counterexample[0];
  });
}

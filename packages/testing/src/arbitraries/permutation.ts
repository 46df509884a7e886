/**
 * @file Random permutations, by their Lehmer code: the i-th digit chooses among what is left.
 */
import fc from "fast-check";

/** The numbers 0 … n − 1 in any order, each as likely as the others. Shrinks to ascending. */
export function permutation(n: number): fc.Arbitrary<number[]> {
  const digits = Array.from({ length: n }, (_, i) => fc.nat({ max: n - 1 - i }));
  return fc.tuple(...digits).map((choices) => {
    const left = Array.from({ length: n }, (_, i) => i);
    return choices.flatMap((choice) => left.splice(choice, 1));
  });
}

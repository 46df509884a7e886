/**
 * @file The integers of NumPy's `random.seed` and `random.randint`, bit for bit, so that a task
 * published as a NumPy script has the same data here.
 *
 * Each draw takes 32 bits of the Mersenne Twister (Matsumoto & Nishimura 1998), keeps as many low
 * bits as the largest result has, and is made again while that is too large. Source: NumPy,
 * distributions.c, `buffered_bounded_masked_uint32`.
 */
import { mersenne } from "pure-rand/generator/mersenne";

/** Draws an integer from [low, high), a range of at most 2³¹; `high` itself is never drawn. */
export type Randint = (low: number, high: number) => number;

/** The `randint` of a NumPy that was seeded with `seed`, an integer in [0, 2³²). */
export function legacyRandint(seed: number): Randint {
  const generator = mersenne(seed);
  return (low, high) => {
    const largest = high - low - 1;
    if (largest === 0) return low; // nothing to choose: NumPy takes no bits
    const mask = 2 ** (32 - Math.clz32(largest)) - 1;
    let drawn = generator.next() & mask;
    while (drawn > largest) drawn = generator.next() & mask;
    return low + drawn;
  };
}

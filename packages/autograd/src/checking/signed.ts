/**
 * @file Random weights for directions and cotangents: of either sign, none so near 0 that what it
 * weighs could hide.
 */
import type { Random } from "@heed/tensor";

/** `count` numbers in ±[½, 1). */
export function signed(count: number, random: Random): Float64Array {
  return Float64Array.from(
    { length: count },
    () => (random.integer(0, 1) * 2 - 1) * (0.5 + 0.5 * random.uniform()),
  );
}

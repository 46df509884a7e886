/** @file Seeded shuffling. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { stableHash } from "./stableHash.js";

/**
 * The numbers 0 … count − 1 in an order that `seed`, any text, determines (Fisher & Yates). A
 * text lets one seed of a user name many orders: "1/epoch 3/batches".
 */
export function permutation(count: number, seed: string): Int32Array {
  const random = xoroshiro128plus(stableHash(seed));
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = uniformInt(random, 0, i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

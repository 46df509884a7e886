/** @file Some examples out of many. */
import { stableHash, type Example } from "@heed/attention";

/**
 * At most `count` examples: those whose sources have the smallest hashes, smallest first. The
 * choice depends on neither their order nor luck, and a larger sample begins with the smaller one.
 */
export function sample(examples: readonly Example[], count: number): Example[] {
  return examples
    .map((example) => ({ example, hash: stableHash(example.source.join(" ")) }))
    .sort((a, b) => a.hash - b.hash)
    .slice(0, count)
    .map(({ example }) => example);
}

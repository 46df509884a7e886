/**
 * @file Numbers from 0 to 49, to be said backwards. A fixed context vector must hold the whole
 * list; attention only has to look at it from its end: the task that shows what attention is for.
 * Test lists are up to five longer than any list trained on.
 *
 * Source: Joey NMT (Kreutzer et al. 2019), scripts/generate_reverse_task.py. Its seed, 42, gives
 * its very pairs.
 */
import type { Pair } from "../pair.js";
import { legacyRandint, type Randint } from "./legacyRandint.js";
import type { Task } from "./task.js";

const NUMBERS = 50;

/** 50,000 / 1,000 / 1,000 pairs; lengths uniform in 1–25 for training, 1–30 otherwise. */
export const reverse: Task = {
  name: "reverse",
  summary: "3 1 4 → 4 1 3: numbers from 0 to 49 in reverse order, up to 30 of them",
  sourceTokens: "words",
  targetTokens: "words",
  generate(seed) {
    const randint = legacyRandint(seed);
    const pairs = (count: number, longest: number) =>
      Array.from({ length: count }, () => reversal(randint, longest));
    // In this order, for they draw from one stream of random numbers.
    return { train: pairs(50_000, 25), dev: pairs(1_000, 30), test: pairs(1_000, 30) };
  },
};

function reversal(randint: Randint, longest: number): Pair {
  const length = randint(1, longest + 1);
  const source = Array.from({ length }, () => String(randint(0, NUMBERS)));
  return { source, target: [...source].reverse() };
}

/**
 * @file Tasks on lists of numbers from 0 to 49: the target is the source in another order, so each
 * target token stands at one place of the source, and attention has one right place to look.
 *
 *   y_t = x_π(t),  the alignment of t is π(t)
 *
 * Sizes and lists are those of Joey NMT's reverse task (Kreutzer et al. 2019), whichever the order:
 * test lists are up to five longer than any list trained on.
 */
import type { Pair, Tokens } from "../pair.js";
import { legacyRandint, type Randint } from "./legacyRandint.js";
import type { SampleRequest, Task } from "./task.js";

const NUMBERS = 50;

/** An order: for each target place the place of the source that it repeats. */
export type Order = (source: Tokens) => number[];

/** 50,000 / 1,000 / 1,000 pairs; lengths uniform in 1–25 for training, 1–30 otherwise. */
export function numbersTask(name: string, summary: string, order: Order): Task {
  const pair = (randint: Randint, shortest: number, longest: number): Pair => {
    const length = randint(shortest, longest + 1);
    const source = Array.from({ length }, () => String(randint(0, NUMBERS)));
    return { source, target: order(source).map((place) => source[place]) };
  };
  const pairs = (randint: Randint, count: number, shortest: number, longest: number): Pair[] =>
    Array.from({ length: count }, () => pair(randint, shortest, longest));

  return {
    name,
    summary,
    sourceTokens: "words",
    targetTokens: "words",
    generate(seed) {
      const randint = legacyRandint(seed);
      // In this order, for they draw from one stream of random numbers.
      return {
        train: pairs(randint, 50_000, 1, 25),
        dev: pairs(randint, 1_000, 1, 30),
        test: pairs(randint, 1_000, 1, 30),
      };
    },
    sample({ count, lengths: [shortest, longest], seed }: SampleRequest) {
      if (!(Number.isInteger(shortest) && Number.isInteger(longest))) {
        throw new RangeError(`${name}: lengths must be integers; got ${shortest} to ${longest}`);
      }
      if (!(1 <= shortest && shortest <= longest)) {
        throw new RangeError(`${name}: lengths must rise from 1; got ${shortest} to ${longest}`);
      }
      return pairs(legacyRandint(seed), count, shortest, longest);
    },
    alignment: (source) => order(source).map((place) => [place]),
  };
}

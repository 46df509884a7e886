/**
 * @file Numbers, to be said backwards. A fixed context vector must hold the whole list; attention
 * only has to look at it from its end: the task that shows what attention is for.
 *
 * Source: Joey NMT (Kreutzer et al. 2019), scripts/generate_reverse_task.py. Its seed, 42, gives
 * its very pairs.
 */
import { numbersTask } from "./numbers.js";
import type { Task } from "./task.js";

/** π(t) = S − 1 − t */
export const reverse: Task = numbersTask(
  "reverse",
  "3 1 4 → 4 1 3: numbers from 0 to 49 in reverse order, up to 30 of them",
  (source) => source.map((_, t) => source.length - 1 - t),
);

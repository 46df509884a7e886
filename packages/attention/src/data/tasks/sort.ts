/**
 * @file Numbers, to be said from the smallest to the largest: where to look depends on the numbers,
 * not on their places alone.
 */
import { numbersTask } from "./numbers.js";
import type { Task } from "./task.js";

/** π is the stable order: of equal numbers, the first comes first. */
export const sort: Task = numbersTask(
  "sort",
  "3 1 4 → 1 3 4: numbers from 0 to 49 in rising order, up to 30 of them",
  (source) => source.map((_, j) => j).sort((i, j) => Number(source[i]) - Number(source[j])),
);

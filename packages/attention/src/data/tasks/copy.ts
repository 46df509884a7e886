/** @file Numbers, to be said again: attention has to walk along the source. */
import { numbersTask } from "./numbers.js";
import type { Task } from "./task.js";

/** π(t) = t */
export const copy: Task = numbersTask(
  "copy",
  "3 1 4 → 3 1 4: numbers from 0 to 49 in their order, up to 30 of them",
  (source) => source.map((_, t) => t),
);

/** @file The list of tasks: the one place to name a new one. */
import { copy } from "./tasks/copy.js";
import { dates } from "./tasks/dates.js";
import { reverse } from "./tasks/reverse.js";
import { sort } from "./tasks/sort.js";
import type { Task } from "./tasks/task.js";

export const tasks: readonly Task[] = [copy, reverse, sort, dates];

/** @file The list of tasks: the one place to name a new one. */
import { reverse } from "./tasks/reverse.js";
import type { Task } from "./tasks/task.js";

export const tasks: readonly Task[] = [reverse];

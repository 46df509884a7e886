/**
 * @file Where gpu.js alone gives wrong numbers, or runs something else than was asked for, without
 * an error. The gpu backend may not: every law here holds in every mode that it concerns.
 */
import { execution } from "./execution.js";
import { indices } from "./indices.js";
import { kernels } from "./kernels.js";
import { loops } from "./loops.js";
import { memory } from "./memory.js";
import { numbers } from "./numbers.js";
import { shapes } from "./shapes.js";
import type { Trap } from "./trap.js";

export const traps: readonly Trap[] = [
  ...loops,
  ...numbers,
  ...indices,
  ...shapes,
  ...kernels,
  ...memory,
  ...execution,
];

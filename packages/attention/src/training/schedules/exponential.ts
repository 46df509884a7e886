/**
 * @file The rate falls by the same factor over equal stretches.
 *
 *   η = peak · factor^((n − w) / every)
 *
 * n the update, w the last of the warm-up; between two multiples of `every` it falls evenly. Luong 2015, §4.1, halves it every epoch.
 */
import type { Schedule } from "./schedule.js";

export const exponential: Schedule<"factor" | "every"> = {
  about: "The rate falls by one factor over equal numbers of updates.",
  formula: "η = peak · factor^((n − w) / every)",
  from: "common",
  settings: {
    factor: { usual: 0.5, least: 0, most: 1 },
    every: { usual: 1000, least: 1, most: Infinity },
  },
  share: ({ update, warmup }, { factor, every }) =>
    factor ** (Math.max(0, update - warmup) / every),
};

/**
 * @file The rate stays where it is.
 */
import type { Schedule } from "./schedule.js";

export const constant: Schedule<never> = {
  about: "After its warm-up the rate stays.",
  formula: "η = peak",
  from: "common",
  settings: {},
  share: () => 1,
};

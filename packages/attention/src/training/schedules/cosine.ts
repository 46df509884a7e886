/**
 * @file Half a cosine from the peak down to 0 at the end of the run.
 *
 *   η = peak · (1 + cos(π f)) / 2,  f the part of the run that is over
 */
import type { Schedule } from "./schedule.js";

export const cosine: Schedule<never> = {
  about: "Half a cosine down to 0, which it reaches at the end of the run.",
  formula: "η = peak · (1 + cos(π f)) / 2",
  from: "Loshchilov & Hutter 2017, Eq. 5, without restarts",
  settings: {},
  share: ({ fraction }) => 0.5 * (1 + Math.cos(Math.PI * Math.min(1, fraction))),
};

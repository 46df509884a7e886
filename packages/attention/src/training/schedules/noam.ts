/**
 * @file The Transformer's schedule: the rate falls with the root of the number of updates.
 *
 *   η = peak · √(w / n) from the warm-up's end on
 *
 * Vaswani 2017, Eq. 3, is d^(−½) · min(n^(−½), n · w^(−3⁄2)): this one, warm-up included, with a
 * peak of (d · w)^(−½).
 */
import type { Schedule } from "./schedule.js";

export const noam: Schedule<never> = {
  about: "The rate falls with the root of the number of updates.",
  formula: "η = peak · √(w / n)",
  from: "Vaswani 2017, Eq. 3, with a peak of (d · w)^(−½)",
  settings: {},
  share: ({ update, warmup }) => {
    const end = Math.max(1, warmup);
    return Math.sqrt(end / Math.max(end, update));
  },
};

/**
 * @file The rate is cut when development data are no longer getting better.
 *
 *   η = peak · factor^k,  k: how often `patience` figures in a row were no better than the best
 *
 * It is a function of all figures so far: what a run keeps of them is all its state.
 */
import type { Schedule } from "./schedule.js";

export const plateau: Schedule<"factor" | "patience"> = {
  about: "The rate is cut when looks at development data find nothing better.",
  formula: "η = peak · factor^k, k: how often `patience` looks found nothing better",
  from: "PyTorch's ReduceLROnPlateau",
  settings: {
    factor: { usual: 0.5, least: 0, most: 1 },
    patience: { usual: 2, least: 1, most: Infinity },
  },
  share: ({ figures }, { factor, patience }) => factor ** cutsAfter(figures, patience),
};

function cutsAfter(figures: readonly number[], patience: number): number {
  let best = Infinity;
  let waited = 0;
  let cuts = 0;
  for (const figure of figures) {
    waited = figure < best ? 0 : waited + 1;
    best = Math.min(best, figure);
    if (waited < patience) continue;
    waited = 0;
    cuts++;
  }
  return cuts;
}

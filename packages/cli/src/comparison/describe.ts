/**
 * @file A comparison in words: what was asked, what all models have in common, how sure it is.
 */
import { usualParts, usualTraining } from "@heed/attention";
import { modelChoice, type Comparison } from "./comparison.js";
import { measures } from "./measures.js";

/** "reverse: token accuracy against source length" */
export function titleOf({ view, measure, task }: Comparison): string {
  return view === "lengths"
    ? `${task}: ${measures[measure]} against source length`
    : `${task}: scores and windows on one budget`;
}

/** What every model was given. */
export function budgetOf(comparison: Comparison): string {
  const { updates, batch, trainLengths, learningRate } = comparison;
  const [first, last] = trainLengths;
  return (
    `${updates.toLocaleString("en")} updates of ${batch} pairs, source lengths ${first} to ${last}; ` +
    `${usualTraining.optimizer.name}, learning rate up to ${learningRate}`
  );
}

/** What every model is made of. */
export function partsInWords(comparison: Comparison): string {
  const { contestants, cell, hidden, embedding, alignment, start, order, readout } = comparison;
  const { encoderHidden } = modelChoice(comparison, contestants[0]);
  const isLocal = contestants.some(({ window }) => window !== usualParts.window);
  return (
    `${cell} cells, encoder 2 × ${encoderHidden}, decoder ${hidden}, embedding ${embedding}, ` +
    `alignment ${alignment}; start ${start}, order ${order}, readout ${readout}` +
    (isLocal ? `, local windows reach ${comparison.reach} words to each side` : "")
  );
}

/** How sure the means are. */
export function intervalOf({ seeds }: Pick<Comparison, "seeds">): string {
  return seeds === 1
    ? "one seed: no interval"
    : `mean of ${seeds} seeds, with Student's 95 % interval`;
}

/** How the answers were got. */
export function questionsOf({ sources, lengths: [first, last] }: Comparison): string {
  return `${sources} new sources of each length from ${first} to ${last}, answered greedily`;
}

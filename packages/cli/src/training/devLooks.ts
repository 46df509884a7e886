/**
 * @file Looks at the development data while a run trains: how its examples fare, without taking
 * much of the time.
 */
import { evaluate, meanLoss, type Example, type Model } from "@heed/attention";
import { sample } from "../data/sample.js";

/** What a look finds. */
export interface Look {
  /** Mean cross-entropy a target token, in nats. */
  readonly devLoss: number;
  /** In percent. */
  readonly devWer: number;
}

/** How many examples a look takes in, at least and at most. */
const EXAMPLES = { least: 50, most: 1000 };

/** Looks take about this much of the time between them. */
const SHARE = 1 / 10;

/**
 * A way to look. Each look begins with the same examples, and takes in as many as the time allows
 * that has gone by since the look before.
 */
export function devLooks(
  examples: readonly Example[],
): (model: Model, secondsSince: number) => Promise<Look> {
  const chosen = sample(examples, EXAMPLES.most);
  let perSecond = 0;
  return async (model, secondsSince) => {
    const affordable = Math.floor(SHARE * secondsSince * perSecond);
    const seen = chosen.slice(0, Math.max(EXAMPLES.least, affordable));
    const started = performance.now();
    const { wer } = await evaluate(model, seen);
    const devLoss = await meanLoss(model, seen);
    perSecond = (1000 * seen.length) / (performance.now() - started);
    return { devLoss, devWer: wer };
  };
}

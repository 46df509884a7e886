/**
 * @file Looks at the development data while a run trains: how its examples fare, without taking
 * much of the time.
 */
import { evaluate, meanLoss, type Example, type Model } from "@heed/attention";
import { sample } from "../data/sample.js";
import type { Run } from "./run.js";

/** What a look finds. */
export interface Look {
  /** Mean cross-entropy a target token, in nats. */
  readonly devLoss: number;
  /** In percent. */
  readonly devWer: number;
  /** `devLoss` of the moving average of the weights, where there is one. */
  readonly emaLoss?: number;
}

/** How many examples a look takes in: at least, at most, and where something is decided by it. */
const EXAMPLES = { least: 50, most: 1000, steady: 500 };

/** Looks take about this much of the time between them. */
const SHARE = 1 / 10;

/**
 * A way to look. Each look begins with the same examples, and takes in as many as the time allows
 * that has gone by since the look before; where they are `steady`, all take in the same, so that
 * one look compares with another and a run does not depend on the clock.
 */
export function devLooks(
  examples: readonly Example[],
  steady: boolean,
): (run: Run, secondsSince: number) => Promise<Look> {
  const chosen = sample(examples, EXAMPLES.most);
  let perSecond = 0;
  return async ({ model, ema, record }, secondsSince) => {
    const { padToMultipleOf } = record.options;
    const affordable = Math.floor(SHARE * secondsSince * perSecond);
    const seen = chosen.slice(0, steady ? EXAMPLES.steady : Math.max(EXAMPLES.least, affordable));
    const started = performance.now();
    const { wer } = await evaluate(model, seen, { padToMultipleOf });
    const lossOf = (judged: Model): Promise<number> =>
      meanLoss(judged, seen, undefined, padToMultipleOf);
    const devLoss = await lossOf(model);
    const emaLoss = ema && (await lossOf(ema));
    perSecond = (1000 * seen.length) / (performance.now() - started);
    return { devLoss, devWer: wer, ...(emaLoss !== undefined && { emaLoss }) };
  };
}

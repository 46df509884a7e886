/**
 * @file What a run says of itself now and then. A line of `losses.jsonl` and of `heed train --json`.
 */
import type { TrainingReport } from "../figures/lossCurveSvg.js";

export interface Report {
  readonly updates: number;
  /** Pairs seen, repeats included. */
  readonly pairs: number;
  /** Passes over the data, the one under way as a fraction. */
  readonly epoch: number;
  /** Seconds of training; measuring and saving are not counted. */
  readonly seconds: number;
  /** Mean cross-entropy a target token, in nats, of the updates since the report before. */
  readonly loss: number;
  readonly learningRate: number;
  /** Since the report before. */
  readonly pairsPerSecond: number;
  /** Mean cross-entropy a target token of some development examples, where it was measured. */
  readonly devLoss?: number;
  /** Their word error rate, in percent. */
  readonly devWer?: number;
  /** `devLoss` of the moving average of the weights, where there is one. */
  readonly emaLoss?: number;
}

/** The points of the loss curve. */
export function curveOf(reports: readonly Report[]): TrainingReport[] {
  return reports.map(({ updates, seconds, loss, devLoss, devWer }) => ({
    updates,
    seconds,
    trainLoss: loss,
    ...(devLoss !== undefined && { devLoss }),
    ...(devWer !== undefined && { devError: devWer }),
  }));
}

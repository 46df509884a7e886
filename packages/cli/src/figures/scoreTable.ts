/**
 * @file Scores and windows side by side, a row each: how good, how sharp, how large, how slow.
 */
import type { TextTable } from "./textTable.js";

/** A mean, and where it lies with confidence: so far to each side, unless something cuts that. */
export interface Spread {
  readonly mean: number;
  readonly reach: number;
  readonly low: number;
  readonly high: number;
}

/** One model on sources of the lengths trained on; rates in percent, nats, seconds. */
export interface ScoreRow {
  readonly name: string;
  readonly attention: string;
  readonly window: string;
  readonly parameters: number;
  readonly familiar: {
    readonly token: Spread;
    readonly exact: Spread;
    readonly loss: Spread;
    readonly aer?: Spread;
    readonly entropy?: Spread;
  };
  readonly seconds: Spread;
}

/** The columns that tell most come first: a narrow terminal shows those. */
export function scoreTable(rows: readonly ScoreRow[]): TextTable {
  const right = (title: string) => ({ title, align: "right" }) as const;
  return {
    columns: [
      { title: "score", align: "left" },
      { title: "window", align: "left" },
      right("tokens, %"),
      right("exact, %"),
      right("dev loss"),
      right("AER, %"),
      right("entropy"),
      right("parameters"),
      right("seconds"),
    ],
    rows: rows.map(({ attention, window, parameters, familiar, seconds }) => [
      attention,
      window,
      formatSpread(familiar.token, 1),
      formatSpread(familiar.exact, 1),
      formatSpread(familiar.loss, 3),
      formatSpread(familiar.aer, 1),
      formatSpread(familiar.entropy, 2),
      parameters.toLocaleString("en"),
      seconds.mean.toFixed(0),
    ]),
  };
}

/** "98.1 ±0.4" */
function formatSpread(spread: Spread | undefined, digits: number): string {
  if (spread === undefined) return "–";
  return `${spread.mean.toFixed(digits)} ±${spread.reach.toFixed(digits)}`;
}

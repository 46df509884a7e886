/**
 * @file The one line that says how far work is.
 */
import { clip, padStart, widestOf } from "./textColumns.js";

/** What there is to say; what is not known is undefined. */
export interface ProgressFacts {
  /** How much is done, from 0 to 1. */
  readonly fraction: number;
  /** In nats a token. */
  readonly loss: number | undefined;
  readonly pairsPerSecond: number | undefined;
  /** "0:52 left" */
  readonly time: string | undefined;
}

/** Draws a bar of this many columns. */
export type DrawBar = (columns: number) => string;

/** Columns of the bar: below the least it is left out, beyond the most it tells no more. */
const LEAST_BAR = 8;
export const MOST_BAR: number = 60;

/** "train: 42 %, loss 1.234, 812 pairs/s, 0:52 left" */
export function plainLine(label: string, facts: ProgressFacts): string {
  const { percent, loss, pace } = wordsOf(facts);
  return `${label}: ${[percent, loss, pace, facts.time].filter((word) => word !== undefined).join(", ")}`;
}

/**
 * "train  ████░░░░░░   42 %  loss 1.234  812 pairs/s  0:52 left", in at most this many columns.
 * Where they are few, first the bar goes, then the pace, the loss, the time.
 */
export function barLine(
  label: string,
  facts: ProgressFacts,
  columns: number,
  draw: DrawBar,
): string {
  const { percent, loss, pace } = wordsOf(facts);
  const { time } = facts;
  for (const words of [[loss, pace, time], [loss, time], [time], []]) {
    const text = [padStart(percent, 5), ...words.filter((word) => word !== undefined)].join("  ");
    const room = columns - widestOf([label]) - 2 - widestOf([text]);
    const bar = room - 2 < LEAST_BAR ? "" : `${draw(Math.min(room - 2, MOST_BAR))}  `;
    if (room >= 0) return `${label}  ${bar}${text}`;
  }
  return clip(label, columns);
}

/** Minutes and seconds, and hours where there are any: "1:07", "2:03:04". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = (n: number): string => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${padded(m)}:${padded(s)}` : `${m}:${padded(s)}`;
}

function wordsOf({ fraction, loss, pairsPerSecond }: ProgressFacts): {
  readonly percent: string;
  readonly loss: string | undefined;
  readonly pace: string | undefined;
} {
  return {
    // Rounded down: 100 % is said when all is done.
    percent: `${Math.floor(100 * Math.min(Math.max(fraction, 0), 1))} %`,
    loss: loss === undefined ? undefined : `loss ${loss.toFixed(3)}`,
    pace: pairsPerSecond === undefined ? undefined : `${Math.round(pairsPerSecond)} pairs/s`,
  };
}

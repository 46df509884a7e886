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

/** "train: 42 %, loss 1.234, 812 pairs/s, 0:52 left", in at most this many columns. */
export function plainLine(label: string, facts: ProgressFacts, columns: number): string {
  const lines = choicesOf(facts).map((words) => `${label}: ${words.join(", ")}`);
  return lines.find((line) => widestOf([line]) <= columns) ?? clip(label, columns);
}

/** "train  ████░░░░░░   42 %  loss 1.234  812 pairs/s  0:52 left", in at most this many columns. */
export function barLine(
  label: string,
  facts: ProgressFacts,
  columns: number,
  draw: DrawBar,
): string {
  for (const [percent, ...words] of choicesOf(facts)) {
    const text = [padStart(percent, "100 %".length), ...words].join("  ");
    const room = columns - widestOf([label]) - 2 - widestOf([text]);
    const bar = room - 2 < LEAST_BAR ? "" : `${draw(Math.min(room - 2, MOST_BAR))}  `;
    if (room >= 0) return `${label}  ${bar}${text}`;
  }
  return clip(label, columns);
}

/** The words to choose from, the most first: narrow lines give up the pace, the loss, the time. */
function choicesOf({ fraction, loss, pairsPerSecond, time }: ProgressFacts): string[][] {
  // Rounded down: 100 % is said when all is done.
  const percent = `${Math.floor(100 * Math.min(Math.max(fraction, 0), 1))} %`;
  const lossWord = loss === undefined ? undefined : `loss ${loss.toFixed(3)}`;
  const pace = pairsPerSecond === undefined ? undefined : `${Math.round(pairsPerSecond)} pairs/s`;
  return [
    [percent, lossWord, pace, time],
    [percent, lossWord, time],
    [percent, time],
    [percent],
  ].map((words) => words.filter((word) => word !== undefined));
}

/** Minutes and seconds, and hours where there are any: "1:07", "2:03:04". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = (n: number): string => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${padded(m)}:${padded(s)}` : `${m}:${padded(s)}`;
}

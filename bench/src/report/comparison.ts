/**
 * @file A run against an earlier one on the same machine. A row is slower only where both agree that
 * it is: each median lies outside the other's interval, and the difference is more than two entries of the same
 * contender differ, and more than 5 %.
 */
import type { RowMeasure } from "./row.js";
import type { Machine, Stamp } from "./stamp.js";

/** No smaller difference is told, however still the machine. */
const threshold = 0.05;

/** A run as its JSON has it: what is compared of it. */
export interface MeasuredRun extends Pick<Stamp, "machine"> {
  readonly what: string;
  readonly contenders: readonly RowMeasure[];
}

export type Change = "slower" | "faster" | "same";

export interface ComparedRow {
  readonly work: string;
  readonly name: string;
  readonly beforeMs: number;
  readonly nowMs: number;
  readonly change: Change;
}

export interface Comparison {
  /** Rows that both runs have a time of. */
  readonly rows: readonly ComparedRow[];
  /** Whether no row is slower. */
  readonly ok: boolean;
}

/** Why a run cannot be held against an earlier one, in one line; nothing where it can. */
export function whyNotComparable(
  before: Pick<MeasuredRun, "what" | "machine">,
  now: Pick<MeasuredRun, "what" | "machine">,
): string | undefined {
  if (before.what !== now.what) {
    return `the earlier run measured ${before.what}, this one measures ${now.what}`;
  }
  const fact = (Object.keys(now.machine) as (keyof Machine)[]).find(
    (fact) => before.machine[fact] !== now.machine[fact],
  );
  if (fact === undefined) return undefined;
  const [old, own] = [before, now].map(({ machine }) => String(machine[fact]));
  return `the earlier run was made on another machine: its ${fact} was ${old}, here it is ${own}`;
}

/** What changed. The two must be comparable. */
export function compareRuns(before: MeasuredRun, now: MeasuredRun): Comparison {
  const key = ({ work, name }: RowMeasure): string => `${work}\0${name}`;
  const old = new Map(before.contenders.filter(({ ok }) => ok).map((row) => [key(row), row]));
  const rows = now.contenders.flatMap((row): ComparedRow[] => {
    const earlier = old.get(key(row));
    if (earlier?.medianMs === undefined || row.medianMs === undefined || !row.ok) return [];
    const { work, name } = row;
    return [
      {
        work,
        name,
        beforeMs: earlier.medianMs,
        nowMs: row.medianMs,
        change: changeOf(earlier, row),
      },
    ];
  });
  return { rows, ok: rows.every(({ change }) => change !== "slower") };
}

function changeOf(before: RowMeasure, now: RowMeasure): Change {
  const least = Math.max(threshold, before.noise ?? 0, now.noise ?? 0);
  if (exceeds(now, before, least)) return "slower";
  return exceeds(before, now, least) ? "faster" : "same";
}

/** Whether one's median is above the intervals of both, and by more than `least` above the other's. */
function exceeds(one: RowMeasure, other: RowMeasure, least: number): boolean {
  const { medianMs = NaN, lowMs = NaN } = one;
  const { medianMs: otherMs = NaN, highMs = NaN } = other;
  return medianMs > highMs && otherMs < lowMs && medianMs / otherMs - 1 > least;
}

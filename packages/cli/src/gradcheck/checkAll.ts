/**
 * @file Checks one subject after the other, until all are done or somebody stops it.
 */
import { setImmediate as letOthersRun } from "node:timers/promises";
import { interruptible } from "../interruption.js";
import { emptyRow, withCase, type Manner, type Row } from "./row.js";
import type { Subject } from "./subject.js";

/** What to check, and how hard. */
export interface Asked extends Manner {
  readonly subjects: readonly Subject[];
  /** How many cases of each; as many as suit it unless said. */
  readonly cases?: number;
  /** Only this one, from 0. */
  readonly case?: number;
}

/** Who wants to know of what. */
export interface Watching {
  readonly onRow: (row: Row) => void;
  /** How much is done, from 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/** What was found. */
export interface Checked {
  /** Of the subjects that were tried; the last may have been stopped halfway. */
  readonly rows: readonly Row[];
  /** Whether nobody stopped it. */
  readonly done: boolean;
  readonly seconds: number;
}

/** A row for each subject, which is told as soon as it is there. */
export async function checkAll(asked: Asked, watching: Watching): Promise<Checked> {
  const start = performance.now();
  const rows: Row[] = [];
  const done = await interruptible(async (stop) => {
    for (const [i, subject] of asked.subjects.entries()) {
      const row = await checkSubject(subject, asked, stop, (fraction) =>
        watching.onProgress((i + fraction) / asked.subjects.length),
      );
      if (row.cases > 0) {
        rows.push(row);
        watching.onRow(row);
      }
      if (stop.aborted) return false;
    }
    return true;
  });
  return { rows, done, seconds: (performance.now() - start) / 1000 };
}

/** Tries case after case, to the first that fails. */
async function checkSubject(
  subject: Subject,
  asked: Asked,
  stop: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<Row> {
  const cases = casesOf(subject, asked);
  let row = emptyRow(subject, asked);
  for (const [k, n] of cases.entries()) {
    // Ctrl-C arrives only between cases.
    await letOthersRun();
    if (stop.aborted || !row.ok) break;
    row = withCase(row, subject, asked, n);
    onProgress((k + 1) / cases.length);
  }
  return row;
}

function casesOf(subject: Subject, asked: Pick<Asked, "cases" | "case">): number[] {
  if (asked.case !== undefined) return [asked.case];
  return Array.from({ length: asked.cases ?? subject.cases }, (_, n) => n);
}

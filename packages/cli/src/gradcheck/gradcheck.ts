/**
 * @file A gradient check that somebody watches and may stop: row after row, as they are done.
 */
import { counted } from "../counted.js";
import { formatDuration } from "../figures/progressLine.js";
import { INTERRUPTED } from "../interruption.js";
import { printJson } from "../printJson.js";
import { startProgress } from "../progress.js";
import { screenOn } from "../screen.js";
import { checkAll, type Asked, type Checked } from "./checkAll.js";
import { formatError, formatSeconds } from "./formatNumber.js";
import { longest, numberColumn, startTable, type LiveColumn } from "./liveTable.js";
import type { Row } from "./row.js";
import { fullName } from "./subject.js";

/** How to tell what was found. */
export interface Telling {
  /** As one object, in place of a table. */
  readonly json: boolean;
}

/** Checks, tells, and sets the exit code: 1 where a derivative is wrong, 130 where it was stopped. */
export async function gradcheck(asked: Asked, { json }: Telling): Promise<Checked> {
  const progress = startProgress("checking");
  const show = json ? () => undefined : startTable(columnsFor(asked), progress);
  const checked = await checkAll(asked, {
    onRow: (row) => show(row, row.failures.map(failureText).at(0)),
    onProgress: (fraction) => progress.report({ fraction }),
  }).finally(() => progress.stop());
  const { rows, done, seconds } = checked;
  const ok = rows.every((row) => row.ok);
  const { order, mode, seed } = asked;
  if (json) printJson({ ok, done, order, mode, seed, seconds, rows });
  else screenOn(process.stdout).say(summaryOf(checked, asked));
  if (!ok) process.exitCode = 1;
  if (!done) process.exitCode = INTERRUPTED;
  return checked;
}

function columnsFor({ subjects }: Asked): LiveColumn<Row>[] {
  return [
    { title: "subject", align: "left", cell: fullName, widest: longest(subjects.map(fullName)) },
    { title: "", align: "left", cell: ({ ok }) => (ok ? "✓" : "✗"), widest: "✓" },
    numberColumn("worst", ({ worst }) => formatError(worst), "1.2e-12"),
    numberColumn("tolerance", ({ tolerance }) => formatError(tolerance)),
    numberColumn("cases", ({ cases }) => String(cases)),
    numberColumn("kinks", ({ kinks }) => String(kinks)),
    numberColumn("time", ({ seconds }) => formatSeconds(seconds), "12.3 s"),
  ];
}

function failureText({ report, replay }: Row["failures"][number]): string {
  return `${report.trim()}\n\nThis case again:\n  ${replay}`;
}

/** "No derivative is wrong: 1,204 cases in 0:58." */
function summaryOf({ rows, done, seconds }: Checked, { subjects }: Asked): string {
  const wrong = rows.filter((row) => !row.ok).length;
  const cases = rows.reduce((sum, row) => sum + row.cases, 0);
  const kinks = rows.reduce((sum, row) => sum + row.kinks, 0);
  const verdict = wrong === 0 ? "No derivative is wrong" : `${wrong} of ${rows.length} are wrong`;
  const met = kinks === 0 ? "" : `; ${counted(kinks, "place")} met that have no derivative (kinks)`;
  const stopped = done ? "" : `Stopped after ${rows.length} of ${subjects.length}. `;
  return `${stopped}${verdict}: ${counted(cases, "case")} in ${formatDuration(seconds)}${met}.`;
}

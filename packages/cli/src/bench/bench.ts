/**
 * @file A benchmark that somebody watches and may stop: row after row, as they are known; then what
 * they come to, as text, JSON and pictures.
 */
import { join } from "node:path";
import { UserError } from "@heed/attention";
import {
  compareRuns,
  disciplines,
  stampHere,
  whyNotComparable,
  type BenchOptions,
  type Comparison,
  type DisciplineName,
  type MeasuredRun,
  type Report,
  type RowMeasure,
} from "@heed/bench";
import { hintFor } from "../arguments/closest.js";
import { tableText } from "../figures/textTable.js";
import { checkWritable, writeAtomically } from "../files/writeAtomically.js";
import { INTERRUPTED, interruptible } from "../interruption.js";
import { modelFileAt } from "../openModel.js";
import { printJson } from "../printJson.js";
import { startProgress } from "../progress.js";
import { screenOn } from "../screen.js";
import { comparisonTable } from "./comparisonTable.js";
import { readRun } from "./readRun.js";
import { missingNotes, noiseNote, startRows } from "./rows.js";

/** What was typed. */
export interface Asked extends Omit<BenchOptions, "peers" | "model"> {
  readonly peers?: boolean;
  /** A run's folder, or a model's file. */
  readonly model?: string;
  readonly json?: boolean;
  /** A folder. */
  readonly svg?: string;
  /** A file. */
  readonly compare?: string;
}

/** Exit code: 1 where a result is wrong or slower than before, 130 where it was stopped. */
export async function bench(what: DisciplineName, asked: Asked): Promise<void> {
  const { json = false, svg, compare, peers = false, model: place, ...options } = asked;
  const discipline = disciplines[what];
  checkNames("--only", options.only, discipline.parts);
  checkNames("--backends", options.backends, discipline.backends);
  const model = place === undefined ? undefined : await modelFileAt(place);
  const stamp = stampHere();
  const before = compare === undefined ? undefined : await earlier(compare, { what, ...stamp });
  // What takes minutes should not end at a folder that cannot be written to.
  if (svg !== undefined) await checkWritable(join(svg, "roofline.svg"));

  const progress = startProgress("measuring");
  let show = (_row: RowMeasure): void => undefined;
  const report = await interruptible((stop) =>
    discipline.run(
      { ...options, peers, ...(model !== undefined && { model }) },
      {
        stop,
        onProgress: (fraction) => progress.report({ fraction }),
        say: (line) => progress.say(line),
        onStart: (rows) => {
          if (!json) show = startRows(rows, progress);
        },
        onRow: (row) => show(row),
      },
    ),
  ).finally(() => progress.stop());

  const { ok, done, roof, contenders, more } = report;
  const run = { what, ok, done, roof, contenders, ...more, ...stamp, seed: options.seed };
  const comparison = before && compareRuns(before, run);
  if (json) printJson({ ...run, ...(comparison && { comparison }) });
  else tell(report, comparison);
  if (svg !== undefined) await draw(report, svg, (line) => screenOn(process.stderr).say(line));
  if (!ok || comparison?.ok === false) process.exitCode = 1;
  if (!done) process.exitCode = INTERRUPTED;
}

function checkNames(option: string, given: readonly string[] = [], known: readonly string[]): void {
  const wrong = given.find((name) => !known.includes(name));
  if (wrong === undefined) return;
  const what = `${option} knows no ${JSON.stringify(wrong)}`;
  throw new UserError(what, { mend: hintFor(wrong, known) });
}

/** The run to compare with, if it can be. */
async function earlier(
  file: string,
  now: Pick<MeasuredRun, "what" | "machine">,
): Promise<MeasuredRun> {
  const run = await readRun(file);
  const why = whyNotComparable(run, now);
  if (why === undefined) return run;
  throw new UserError(why, { file, mend: "compare with a run of this machine, of the same" });
}

/** What is to be said below the rows. */
function tell(report: Report, comparison: Comparison | undefined): void {
  const { look, colors, say, show } = screenOn(process.stdout);
  const compared = comparison === undefined ? [] : [comparisonTable(comparison)];
  for (const { title, ...table } of [...report.tables, ...compared]) {
    say();
    say(colors.bold(title));
    show(tableText(table, look.width));
  }
  const { contenders, notes, done } = report;
  say();
  for (const note of [...missingNotes(contenders), ...noiseNote(contenders), ...notes]) say(note);
  if (!done) say("Stopped: this is not all of it.");
}

async function draw(report: Report, folder: string, say: (line: string) => void): Promise<void> {
  // Drawing weighs more than all the rest of the command.
  const { chartSvg } = await import("./chartSvg.js");
  for (const chart of report.charts) {
    const file = join(folder, `${chart.file}.svg`);
    await writeAtomically(file, chartSvg(chart));
    say(`drew ${file}`);
  }
}

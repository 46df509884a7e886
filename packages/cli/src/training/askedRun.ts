/**
 * @file From the options of `heed train` to the run they ask for: a new one, or the one to go on
 * with.
 */
import { UserError } from "@heed/attention";
import { checkIdle, flagOf } from "./idleOptions.js";
import { beginRun, checkFree, reopenRun, type Run } from "./run.js";
import { readRunData } from "./runData.js";
import { describeLength, type RunLength } from "./runLength.js";
import {
  readRecord,
  withFullPaths,
  writeRecord,
  type RunOptions,
  type RunRecord,
} from "./runOptions.js";

/** A command line that asks for a run. */
export interface AskedRun {
  readonly folder: string;
  readonly options: RunOptions;
  /** How many threads compute, which is no part of the run: results do not depend on it. */
  readonly threads: number;
  /** Absent where it was left open. */
  readonly length: RunLength | undefined;
  /** The options that were typed rather than left at their usual values. */
  readonly typed: readonly (keyof RunOptions)[];
}

/** A new run. Throws `UserError` where its folder holds something or its data are bad. */
export async function newRun(asked: AskedRun, length: RunLength): Promise<Run> {
  const { folder, options, threads, typed } = asked;
  if (options.task === undefined && options.train === undefined) {
    throw new UserError("nothing to train on", { mend: "name --train pairs.tsv, or a --task" });
  }
  checkIdle(options, typed);
  // Before the data are read, which may take a while.
  await checkFree(folder);
  return beginRun(folder, { options, length }, await readRunData(options), threads);
}

/**
 * The run of a folder, where it was saved last, with a later end if one is asked for. Throws
 * `UserError` where an option is not what the run has, and where the run is over.
 */
export async function resumedRun(command: AskedRun): Promise<Run> {
  const { folder, options, length, threads, typed } = command;
  const kept = await readRecord(folder);
  const asked = withFullPaths(options);
  for (const name of typed) {
    const [wanted, had] = [asked[name], kept.options[name]];
    if (wanted === had) continue;
    const problem = `${flagOf(name)} ${wanted ?? "none"} is not what this run has: ${had ?? "none"}`;
    const mend = "leave it out, or begin anew in another --out";
    throw new UserError(problem, { file: folder, mend });
  }
  const record: RunRecord = { ...kept, ...(length && { length }) };
  const run = await reopenRun(folder, record, await readRunData(record.options), threads);
  if (run.isExhausted) {
    const problem = "this run has stopped early: its looks found nothing better";
    throw new UserError(problem, { file: folder, mend: "begin anew with more --patience" });
  }
  if (run.isOver) {
    const mend = "give it a later end, in --minutes, --epochs or --updates";
    const problem = `this run has come to its end, ${describeLength(record.length)}`;
    throw new UserError(problem, { file: folder, mend });
  }
  if (length !== undefined) await writeRecord(folder, record);
  return run;
}

/**
 * @file One model of the demonstration: trained before somebody's eyes, or taken from before; then
 * tried on words that it has never met.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { predictGreedy, sourceTokens, type Example } from "@heed/attention";
import { judge, type Judgement } from "../evaluation.js";
import { startProgress } from "../progress.js";
import { attentionName } from "../training/describeRun.js";
import { learn } from "../training/learn.js";
import { beginRun, reopenRun, type Run } from "../training/run.js";
import type { RunData } from "../training/runData.js";
import { runFiles } from "../training/runFiles.js";
import { readRecord, type RunRecord } from "../training/runOptions.js";

/** A model of the demonstration after its training. */
export interface Outcome extends Judgement {
  readonly run: Run;
  /** "additive attention". */
  readonly name: string;
}

/** The run in `folder`, if one like `asked` is there, and otherwise a new one. */
export async function openDemoRun(
  folder: string,
  asked: RunRecord,
  data: RunData,
  threads: number,
): Promise<Run> {
  const isThere = (await stat(join(folder, runFiles.options)).catch(() => undefined)) !== undefined;
  return isThere
    ? reopenRun(folder, await readRecord(folder), data, threads)
    : beginRun(folder, asked, data, threads);
}

/** Trains what is left to train. Resolves to whether the run came to its end. */
export async function trainDemoRun(run: Run, watched: string): Promise<boolean> {
  if (run.isOver) return true;
  const progress = startProgress(attentionName(run.record.options.attention));
  return learn(run, progress, async ({ seconds, devWer }, { model }) => {
    if (devWer === undefined) return;
    const [{ text }] = await predictGreedy(model, [sourceTokens(model, watched)]);
    const right = `${(100 - devWer).toFixed(0)} % of words right`;
    progress.say(
      `${seconds.toFixed(0).padStart(4)} s  ${right.padStart(20)}   ${watched} → ${text}`,
    );
  });
}

/** Tries a trained model on held-out words. */
export async function tryOut(run: Run, heldOut: readonly Example[]): Promise<Outcome> {
  const name = attentionName(run.record.options.attention);
  const { padToMultipleOf } = run.record.options;
  const progress = startProgress(`${name}: ${heldOut.length.toLocaleString("en")} held-out words`);
  const judgement = await judge(run.model, heldOut, progress, { padToMultipleOf });
  await run.conclude(judgement.scores);
  return { run, name, ...judgement };
}

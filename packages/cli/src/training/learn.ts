/**
 * @file Training that somebody watches and may stop: a progress bar, Ctrl-C, the loss curve.
 */
import { interruptible } from "../interruption.js";
import type { ProgressReporter } from "../progress.js";
import { trainRun, type TrainingListener } from "./trainRun.js";
import type { Run } from "./run.js";

/** How much of the shown loss is of the updates before: about the last twenty count. */
const MEMORY = 0.95;

/**
 * Trains a run and shows it on `progress`, which it stops. Resolves to whether the run came to its
 * end; otherwise somebody stopped it. Either way it is saved.
 */
export async function learn(
  run: Run,
  progress: ProgressReporter,
  onReport?: TrainingListener["onReport"],
): Promise<boolean> {
  await interruptible(async (stop) => {
    stop.addEventListener("abort", () => {
      progress.say("stopping, and saving what is learned (Ctrl-C again quits at once)");
    });
    await trainRun(run, stop, shownOn(progress, onReport));
  });
  progress.stop();
  return run.isOver;
}

function shownOn(
  progress: ProgressReporter,
  onReport: TrainingListener["onReport"],
): TrainingListener {
  let loss: number | undefined;
  let pairsPerSecond: number | undefined;
  return {
    onUpdate(latest, { fraction }) {
      loss = loss === undefined ? latest : MEMORY * loss + (1 - MEMORY) * latest;
      progress.report({ fraction, loss, ...(pairsPerSecond !== undefined && { pairsPerSecond }) });
    },
    async onReport(report, run) {
      ({ pairsPerSecond } = report);
      await onReport?.(report, run);
    },
  };
}

/** The whole run in the words of `heed train --json`'s last line. */
export function totalsOf({ progress, seconds, reports }: Run): Readonly<Record<string, number>> {
  const { updates, pairs } = progress;
  const loss = reports.at(-1)?.loss ?? NaN;
  return { updates, pairs, seconds, loss, pairsPerSecond: pairs / seconds };
}

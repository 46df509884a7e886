/**
 * @file The training loop: updates until the run is over or somebody says stop; reports, looks at
 * the development data and saves on the way.
 */
import { setImmediate as turn } from "node:timers/promises";
import { UserError } from "@heed/attention";
import { devLooks } from "./devLooks.js";
import type { Report } from "./report.js";
import type { Run } from "./run.js";
import { isWatched } from "./trainingFlags.js";

/** What a run tells while it trains. */
export interface TrainingListener {
  /** After every update: its loss, and how much of the run is over, from 0 to 1. */
  readonly onUpdate?: (loss: number, run: Run) => void;
  readonly onReport?: (report: Report, run: Run) => void | Promise<void>;
}

/** A report is made after every hundredth of a run, and at least every ten seconds. */
const REPORTS = { fraction: 1 / 100, seconds: 10 };

/** Seconds from save to save: what a crash can cost. */
const SAVES = 60;

/**
 * Trains until the run is over or `stop` is aborted, and saves. Whether it came to its end is for
 * `run.isOver` to say.
 */
export async function trainRun(
  run: Run,
  stop: AbortSignal,
  { onUpdate, onReport }: TrainingListener = {},
): Promise<void> {
  const { dev } = run.data;
  const { options } = run.record;
  const look = devLooks(dev, isWatched(options));
  let lookedAt = run.seconds;
  const reportDue = ticker(REPORTS.fraction, run.fraction);
  const reportLate = ticker(REPORTS.seconds, run.seconds);
  const lookDue = ticker(1 / options.looks, run.fraction);
  const saveDue = ticker(SAVES, run.seconds);
  let since = { seconds: run.seconds, pairs: run.progress.pairs, losses: [] as number[] };

  const report = async (learningRate: number, isLook: boolean): Promise<void> => {
    const { updates, pairs, epoch, batch } = run.progress;
    const { seconds } = run;
    const seen = {
      updates,
      pairs,
      epoch: epoch + batch / run.trainer.updatesPerEpoch,
      seconds,
      loss: mean(since.losses),
      learningRate,
      pairsPerSecond: (pairs - since.pairs) / (seconds - since.seconds),
    };
    const found = isLook ? await look(run, seconds - lookedAt) : undefined;
    const made = { ...seen, ...found };
    if (found !== undefined) {
      lookedAt = seconds;
      run.trainer.look(options.watch === "wer" ? found.devWer : found.devLoss);
    }
    since = { seconds, pairs, losses: [] };
    run.reports.push(made);
    await onReport?.(made, run);
  };

  let learningRate = 0;
  while (!run.isOver && !stop.aborted) {
    const started = performance.now();
    const update = await run.trainer.update(run.fraction);
    // A turn of the event loop: updates alone would let neither Ctrl-C nor a timer in.
    await turn();
    run.seconds += (performance.now() - started) / 1000;
    if (!Number.isFinite(update.loss)) {
      const mend = "begin anew in another --out with a lower --learning-rate";
      throw new UserError(`the loss of update ${update.updates} is not a number`, { mend });
    }
    ({ learningRate } = update);
    since.losses.push(update.loss);
    onUpdate?.(update.loss, run);
    const isLook = lookDue(run.fraction) && dev.length > 0;
    const isDue = [reportDue(run.fraction), reportLate(run.seconds), isLook].some(Boolean);
    if (isDue) await report(learningRate, isLook);
    if (saveDue(run.seconds) && !run.isOver) await run.save();
  }
  if (since.losses.length > 0) await report(learningRate, false);
  await run.save();
}

/** Says yes whenever a value that grows from `start` has passed a multiple of `step`. */
function ticker(step: number, start: number): (value: number) => boolean {
  // A hair more, for 0.3 / 0.1 is less than 3.
  const countAt = (value: number): number => Math.floor(value / step + 1e-9);
  let passed = countAt(start);
  return (value) => {
    const now = countAt(value);
    const isDue = now > passed;
    passed = now;
    return isDue;
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

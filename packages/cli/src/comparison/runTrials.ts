/**
 * @file Trials on several cores: a thread each, so many at a time. A trial has a backend of its own
 * and knows nothing of the others: how many run at once changes how long it takes, and nothing else.
 */
import { Worker } from "node:worker_threads";
import { UserError } from "@heed/attention";
import type { Comparison, Trial } from "./comparison.js";
import type { TrialResult } from "./trial.js";
import type { TrialNews, TrialOrder } from "./trialWorker.js";

/** How trials are run. */
export interface RunTrialsOptions {
  /** How many run at once. */
  readonly threads: number;
  /** Ends all that run; what they have is lost, what is finished is not. */
  readonly stop: AbortSignal;
  /** How much of all trials is done, from 0 to 1. */
  readonly onProgress: (fraction: number) => void;
  readonly onResult: (result: TrialResult) => Promise<void>;
}

/** Runs the trials, begun in their order. Rejects with the first trial that fails. */
export async function runTrials(
  comparison: Comparison,
  trials: readonly Trial[],
  { threads, stop, onProgress, onResult }: RunTrialsOptions,
): Promise<void> {
  const failure = new AbortController();
  const end = AbortSignal.any([stop, failure.signal]);
  const fractions = trials.map(() => 0);
  const queue = trials.entries();

  const work = async (): Promise<void> => {
    for (const [i, trial] of queue) {
      if (end.aborted) return;
      const result = await runInThread({ comparison, trial }, end, (fraction) => {
        fractions[i] = fraction;
        onProgress(fractions.reduce((sum, part) => sum + part, 0) / trials.length);
      });
      if (result === undefined) return;
      await onResult(result);
    }
  };
  const workers = Array.from({ length: Math.min(threads, trials.length) }, work);
  try {
    await Promise.all(workers);
  } catch (error) {
    failure.abort();
    await Promise.allSettled(workers);
    throw error;
  }
}

/** The result of one trial; `undefined` where it was ended before. */
async function runInThread(
  order: TrialOrder,
  end: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<TrialResult | undefined> {
  const thread = new Worker(new URL("./trialWorker.js", import.meta.url), { workerData: order });
  const quit = (): void => void thread.terminate();
  end.addEventListener("abort", quit);
  try {
    return await new Promise((resolve, reject) => {
      thread.on("message", (news: TrialNews) => {
        if (news.kind === "progress") onProgress(news.fraction);
        else if (news.kind === "result") resolve(news.result);
        else reject(new UserError(news.problem));
      });
      thread.on("error", reject).on("exit", (code) => {
        if (end.aborted) resolve(undefined);
        else reject(new Error(`the thread of a trial ended with ${code} and without a result`));
      });
    });
  } finally {
    end.removeEventListener("abort", quit);
    await thread.terminate();
  }
}

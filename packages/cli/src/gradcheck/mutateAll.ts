/**
 * @file The mutation scores of many subjects, on several cores, until all are done or somebody stops
 * it. How many threads there are changes how long it takes, and nothing else.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { interruptible } from "../interruption.js";
import type { MutationRow } from "./mutate.js";
import type { MutationNews, MutationOrder } from "./mutationWorker.js";
import { fullName, type Subject } from "./subject.js";

/** What to mutate. */
export interface MutationAsked {
  readonly subjects: readonly Subject[];
  readonly seed: number;
  /** How many subjects at once. */
  readonly threads: number;
}

/** Who wants to know of what. */
export interface MutationWatching {
  /** In the order in which they are done. */
  readonly onRow: (row: MutationRow) => void;
  /** How much is done, from 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/** What was found. */
export interface Mutated {
  /** In the order of the subjects; of those that were done. */
  readonly rows: readonly MutationRow[];
  /** Whether that is all of them. */
  readonly done: boolean;
  readonly seconds: number;
}

/** A row for each subject. Rejects where a derivative that is right cannot be computed. */
export async function mutateAll(
  { subjects, seed, threads }: MutationAsked,
  { onRow, onProgress }: MutationWatching,
): Promise<Mutated> {
  const start = performance.now();
  const rows: MutationRow[] = [];
  const fractions = subjects.map(() => 0);
  const queue = subjects.entries();
  const report = (i: number, fraction: number): void => {
    fractions[i] = fraction;
    onProgress(fractions.reduce((sum, part) => sum + part, 0) / subjects.length);
  };

  const failure = new AbortController();

  await interruptible(async (asked) => {
    const stop = AbortSignal.any([asked, failure.signal]);
    const work = async (): Promise<void> => {
      const thread = new Worker(new URL("./mutationWorker.js", import.meta.url));
      const end = once(thread, "exit");
      const quit = (): void => void thread.terminate();
      stop.addEventListener("abort", quit);
      try {
        for (const [i, subject] of queue) {
          if (stop.aborted) return;
          thread.postMessage({ fullName: fullName(subject), seed } satisfies MutationOrder);
          const row = await Promise.race([
            rowFrom(thread, (part) => report(i, part)),
            end.then(() => undefined),
          ]);
          if (row === undefined) return;
          rows[i] = row;
          onRow(row);
        }
      } finally {
        stop.removeEventListener("abort", quit);
        await thread.terminate();
      }
    };
    const workers = Array.from({ length: Math.min(threads, subjects.length) }, work);
    try {
      await Promise.all(workers);
    } catch (error) {
      failure.abort();
      await Promise.allSettled(workers);
      throw error;
    }
  });
  const found = rows.filter(() => true); // without the gaps
  const seconds = (performance.now() - start) / 1000;
  return { rows: found, done: found.length === subjects.length, seconds };
}

/** The row that a thread is about to make. Rejects with what it throws. */
function rowFrom(thread: Worker, onProgress: (fraction: number) => void): Promise<MutationRow> {
  return new Promise((resolve, reject) => {
    const listen = (news: MutationNews): void => {
      if (news.kind === "progress") {
        onProgress(news.fraction);
        return;
      }
      thread.off("message", listen).off("error", reject);
      resolve(news.row);
    };
    thread.on("message", listen).on("error", reject);
  });
}

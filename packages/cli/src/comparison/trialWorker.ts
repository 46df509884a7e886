/**
 * @file A thread that makes one trial: it is started with `TrialOrder` and says `TrialNews`.
 */
import { parentPort, workerData } from "node:worker_threads";
import { UserError } from "@heed/attention";
import { closeBackends, openBackend } from "../backends.js";
import type { Comparison, Trial } from "./comparison.js";
import { runTrial, type TrialResult } from "./trial.js";

/** What the thread is told. */
export interface TrialOrder {
  readonly comparison: Comparison;
  readonly trial: Trial;
}

/** What the thread says: how far it is, and at last what came of it. */
export type TrialNews =
  | { readonly kind: "progress"; readonly fraction: number }
  | { readonly kind: "result"; readonly result: TrialResult }
  | { readonly kind: "refusal"; readonly problem: string };

/** Milliseconds between two reports of progress. */
const INTERVAL = 100;

const { comparison, trial } = workerData as TrialOrder;
const tell = (news: TrialNews): void => parentPort?.postMessage(news);

let told = 0;
const onProgress = (fraction: number): void => {
  const now = performance.now();
  if (now - told < INTERVAL) return;
  told = now;
  tell({ kind: "progress", fraction });
};

try {
  const backend = await openBackend(comparison.backend);
  const result = await runTrial(comparison, trial, backend, onProgress);
  // Before the news: whoever hears it ends the thread.
  await closeBackends();
  tell({ kind: "result", result });
} catch (error) {
  // An error crosses threads without its class, by which a user's mistake is told from ours.
  if (!(error instanceof UserError)) throw error;
  tell({ kind: "refusal", problem: error.message });
}

/**
 * @file Where a backend runs: each in a process of its own, which is asked to do a job there.
 */
import type { Jobs } from "./jobs.js";

/** A job for a backend. */
export interface Question<Job extends keyof Jobs = keyof Jobs> {
  readonly backend: string;
  readonly job: Job;
  readonly options: Parameters<Jobs[Job]>[1];
}

/** How it goes, or how it ended. */
export type Answer =
  { readonly progress: unknown } | { readonly value: unknown } | { readonly reason: string };

export type ValueOf<Job extends keyof Jobs> = Awaited<ReturnType<Jobs[Job]>>;

/** A process that answers. */
export interface Place {
  /** Rejects with the reason where the backend cannot run, or fails. */
  ask<Job extends keyof Jobs>(
    question: Question<Job>,
    hear: (progress: unknown) => void,
  ): Promise<ValueOf<Job>>;
  /** Bytes in memory of each kind of process behind it that cannot tell by itself. */
  memory(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** Hears answers up to the last one, which settles the question. */
export function listener(
  hear: (progress: unknown) => void,
  resolve: (value: never) => void,
  reject: (error: Error) => void,
): (answer: Answer) => void {
  return (answer) => {
    if ("progress" in answer) hear(answer.progress);
    else if ("value" in answer) resolve(answer.value as never);
    else reject(new Error(answer.reason));
  };
}

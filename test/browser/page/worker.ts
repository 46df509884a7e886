/** @file The Worker: one task after the other, each answered by what it gives or why it failed. */
import { tasks } from "./tasks.js";

/** A task's name and what to give it. */
export interface Question {
  readonly id: number;
  readonly task: keyof typeof tasks;
  readonly given: readonly unknown[];
}

export type Answer = { readonly id: number } & (
  { readonly value: unknown } | { readonly reason: string }
);

let done: Promise<void> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<Question>) => {
  done = done.then(async () => {
    self.postMessage(await answer(data));
  });
};

async function answer({ id, task, given }: Question): Promise<Answer> {
  try {
    const run = tasks[task] as (...given: readonly unknown[]) => Promise<unknown>;
    return { id, value: await run(...given) };
  } catch (error) {
    return { id, reason: error instanceof Error ? error.message : String(error) };
  }
}

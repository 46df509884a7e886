/**
 * @file What a process does with a question: opens the backend, does the job, closes it.
 */
import type { Backend } from "@heed/tensor";
import { closeBackend, openBackend } from "./backends.js";
import { jobs, type Tell } from "./jobs.js";
import type { Answer, Question } from "./place.js";

/** Any of the jobs; a question pairs it with options of its own. */
type Work = (backend: Backend, options: unknown, tell: Tell) => Promise<unknown>;

export async function answer(
  { backend: name, job, options }: Question,
  send: (answer: Answer) => void,
): Promise<void> {
  try {
    const backend = await openBackend(name);
    const work = jobs[job] as Work;
    const value = await work(backend, options, (progress) => send({ progress }));
    await closeBackend(backend);
    send({ value });
  } catch (error) {
    send({ reason: error instanceof Error ? error.message : String(error) });
  }
}

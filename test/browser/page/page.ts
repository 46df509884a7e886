/**
 * @file The page: it asks its Worker, and watches the clock. It does no work of its own, so that
 * nothing may keep it from answering a user.
 */
import type { Answer, Question } from "./worker.js";

declare global {
  /** What the Worker answers. Rejects with its reason. */
  var ask: (task: Question["task"], given: readonly unknown[]) => Promise<unknown>;
  /** How often the page could act since it was last asked, and the longest that it could not. */
  var heartbeat: () => { beats: number; longestPause: number };
}

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const waiting = new Map<number, (answer: Answer) => void>();
let questions = 0;

worker.onmessage = ({ data }: MessageEvent<Answer>) => {
  waiting.get(data.id)?.(data);
  waiting.delete(data.id);
};

globalThis.ask = async (task, given) => {
  const id = questions++;
  worker.postMessage({ id, task, given } satisfies Question);
  const answer = await new Promise<Answer>((resolve, reject) => {
    waiting.set(id, resolve);
    worker.onerror = ({ message }) => reject(new Error(`the Worker failed: ${message}`));
  });
  if ("reason" in answer) throw new Error(answer.reason);
  return answer.value;
};

let beats = 0;
let longestPause = 0;
let last = performance.now();

setInterval(() => {
  const now = performance.now();
  longestPause = Math.max(longestPause, now - last);
  last = now;
  beats++;
}, 10);

globalThis.heartbeat = () => {
  const since = { beats, longestPause };
  beats = 0;
  longestPause = 0;
  last = performance.now();
  return since;
};

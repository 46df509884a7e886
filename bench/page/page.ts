/** @file The page: it hands a question to its Worker, and what the Worker says to who asked. */
import type { Answer, Question } from "../place.js";

declare global {
  var ask: (question: Question) => void;
  /** Provided by who opened the page. */
  var hear: (answer: Answer) => void;
}

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
worker.onmessage = ({ data }: MessageEvent<Answer>) => globalThis.hear(data);
worker.onerror = ({ message }) => globalThis.hear({ reason: `the Worker failed: ${message}` });
globalThis.ask = (question) => worker.postMessage(question);

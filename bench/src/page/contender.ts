/** @file The page of a contender: it hands a request to its Worker, and the answer to who asked. */
import "./asked.js";
import type { Answers } from "../protocol.js";

const worker = new Worker(new URL("./contenderWorker.ts", import.meta.url), { type: "module" });
const tell = (answer: Answers[keyof Answers]): void => globalThis.hear(answer);
worker.onmessage = ({ data }: MessageEvent<Answers[keyof Answers]>) => tell(data);
worker.onerror = ({ message }) => tell({ error: `the Worker failed: ${message}` });
globalThis.ask = (question) => worker.postMessage(question);

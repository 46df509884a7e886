/** @file The page: it hands a question to its Worker, and what the Worker says to who asked. */
import "./asked.js";
import type { Answer } from "../places/place.js";

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
worker.onmessage = ({ data }: MessageEvent<Answer>) => globalThis.hear(data);
worker.onerror = ({ message }) => globalThis.hear({ reason: `the Worker failed: ${message}` });
globalThis.ask = (question) => worker.postMessage(question);

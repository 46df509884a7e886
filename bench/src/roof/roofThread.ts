/** @file One of several threads that measure a roof together: a message, a run, a message. */
import { parentPort, workerData } from "node:worker_threads";
import { simdLoop, type SimdRoof } from "./loops.js";

const { run } = simdLoop(workerData as SimdRoof);

parentPort?.on("message", () => {
  run();
  parentPort?.postMessage("done");
});

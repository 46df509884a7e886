/** @file One of several threads that measure a roof together: a message, a run, a message. */
import { parentPort, workerData } from "node:worker_threads";
import { simdLoop } from "./loops.js";
import type { RoofWorkload } from "./roof.js";

const { run } = simdLoop(workerData as RoofWorkload);

parentPort?.on("message", () => {
  run();
  parentPort?.postMessage("done");
});

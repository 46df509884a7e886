/**
 * @file A process of Node, which ends with its job.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { listener, type Place } from "./place.js";

const script = fileURLToPath(new URL("nodeProcess.js", import.meta.url));

export function nodePlace(): Place {
  // A young generation that may not grow: garbage waiting for its collection must not look like a leak.
  const child = fork(script, { execArgv: ["--expose-gc", "--max-semi-space-size=1"] });
  return {
    ask: (question, hear) =>
      new Promise((resolve, reject) => {
        child.on("message", listener(hear, resolve, reject));
        child.once("exit", (code, signal) => {
          reject(new Error(`its process ended: ${signal ?? String(code)}`));
        });
        child.send(question);
      }),
    memory: () => ({}),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await new Promise((resolve) => child.once("exit", resolve));
    },
  };
}

/**
 * @file The loop of a contender's process: answers what it is asked, a line for a line, and ends with
 * its stdin.
 */
import { createInterface } from "node:readline";
import type { Request } from "../protocol.js";
import { answering, type Answering } from "./answering.js";
import type { Prepare } from "./ready.js";
import { residentMemory } from "./residentMemory.js";
import { timeFor } from "./stopwatch.js";

/** Answers on stdout whatever is asked on stdin. What libraries print goes to stderr. */
export function serve(prepare: Prepare): void {
  serveAnswers(answering(prepare, residentMemory, timeFor));
}

/** The same for who answers by other means. */
export function serveAnswers(answer: Answering): void {
  console.log = console.info = console.debug = console.error;
  const lines = createInterface({ input: process.stdin });
  let turn: Promise<void> = Promise.resolve();
  lines.on("line", (line) => {
    turn = turn
      .then(() => answer(JSON.parse(line) as Request))
      .then((said) => void process.stdout.write(`${JSON.stringify(said)}\n`));
  });
  // A device that is still open would keep the process alive.
  lines.on("close", () => void turn.then(() => process.exit(0)));
}

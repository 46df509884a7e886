/**
 * @file A contender's process, as the parent sees it: requests go in, answers come out, one at a time.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Answers, Failed, Request } from "../protocol.js";
import type { Contender } from "./contender.js";

export class Child {
  readonly #process: ChildProcess;
  readonly #ended: Promise<string>;
  #hear: (line: string) => void = () => undefined;
  /** The last line on stderr: where a process says why it ends. */
  #lastWords = "";
  #isAlive = true;

  constructor({ command: [program, ...args], env = {} }: Contender) {
    const child = spawn(program, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...env },
      // Ctrl-C is for the parent to hear, which prints what there is.
      detached: true,
    });
    this.#process = child;
    child.stdin.on("error", () => undefined); // it ended; who waits is told
    createInterface({ input: child.stdout }).on("line", (line) => this.#hear(line));
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (line.trim() !== "") this.#lastWords = line.trim();
    });
    this.#ended = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#isAlive = false;
        resolve([how, this.#lastWords].filter(Boolean).join(": "));
      };
      child.once("error", (error) => end(error.message));
      child.once("close", (code, signal) => end(`its process ended (${signal ?? String(code)})`));
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** An answer to the request; where the process ends or nonsense comes out, why. */
  async ask<R extends Request>(request: R): Promise<Answers[R["do"]] | Failed> {
    if (!this.#isAlive) return { error: await this.#ended };
    const answer = new Promise<Answers[R["do"]]>((resolve) => {
      this.#hear = (line) => {
        // What else a library prints is no answer.
        if (line.startsWith("{")) resolve(JSON.parse(line) as Answers[R["do"]]);
      };
    });
    this.#process.stdin?.write(`${JSON.stringify(request)}\n`);
    return Promise.race([answer, this.#ended.then((error) => ({ error }))]);
  }

  /** Lets it end by itself, and ends it where it does not. */
  async close(): Promise<void> {
    this.#process.stdin?.end();
    const patience = setTimeout(() => this.kill(), 2000);
    await this.#ended;
    clearTimeout(patience);
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }
}

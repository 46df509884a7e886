/** @file A folder with words to learn, and runs that learn them: what tests of `heed train` start from. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { endOf, linesOf, small, spelling, until, Workplace, type Ending } from "./program.js";

export type Json = Readonly<Record<string, unknown>>;

/** Options that name the words of a `TrainingPlace`, and a model that is soon trained on them. */
export const undeveloped: readonly string[] = ["--train", "train.tsv", ...small];

/** The same, with words to watch progress by. */
export const data: readonly string[] = ["--train", "train.tsv", "--dev", "dev.tsv", ...small];

/** What is printed as an object a line. */
export function objectsOf(stdout: string): Json[] {
  return linesOf(stdout).map((line) => JSON.parse(line) as Json);
}

export class TrainingPlace extends Workplace {
  constructor() {
    super();
    const words = spelling(100);
    this.write("train.tsv", words);
    this.write("dev.tsv", spelling(120).slice(words.length));
  }

  train(...args: readonly string[]): Promise<Ending> {
    return this.heed(["train", ...args]);
  }

  /** A file of the folder `runs`. */
  read(...names: readonly string[]): Buffer {
    return readFileSync(this.path("runs", ...names));
  }

  /** Starts a run and presses Ctrl-C when it has reported so many times; how many updates it made. */
  async interrupted(
    out: string,
    updates: number,
    reports: number,
    options: readonly string[] = [],
  ): Promise<number> {
    const asked = [...data, ...options, "--out", out, "--updates", `${updates}`, "--json"];
    const child = this.start(["train", ...asked]);
    const text = await until(child.stdout, (text) => linesOf(text).length >= reports);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await endOf(child);
    expect(code).toBe(130);
    expect(stderr).toContain(`npx heed train --out ${out} --resume`);
    const last = objectsOf(text + stdout).at(-1);
    expect(last).toMatchObject({ done: false });
    return Number(last?.updates);
  }
}

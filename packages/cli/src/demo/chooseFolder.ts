/**
 * @file Which folder a demonstration goes to. An earlier one is used again or kept, never written
 * over: the next goes to `runs/demo-2`, and so on.
 */
import { createInterface } from "node:readline/promises";
import { UserError } from "@heed/attention";
import { INTERRUPTED } from "../interruption.js";
import { isFree } from "../training/isFree.js";
import { describeLength, type RunLength } from "../training/runLength.js";
import { readRecord, type RunOptions, type RunRecord } from "../training/runOptions.js";

export interface DemoFolder {
  readonly folder: string;
  /** What an earlier run in it was asked for, if that is to be used again. */
  readonly record?: RunRecord;
}

/** What an earlier demonstration must be like to be used again; what is absent does not matter. */
export interface Wanted {
  readonly options: Partial<RunOptions>;
  readonly length?: RunLength;
}

/** The folder for a demonstration: `out`, or one numbered after it. */
export async function chooseFolder(
  out: string,
  wanted: Wanted,
  { reuse, canAsk }: { readonly reuse: boolean | undefined; readonly canAsk: boolean },
): Promise<DemoFolder> {
  const { earlier, free } = await lookFor(out, wanted);
  if (earlier === undefined) {
    if (reuse !== true) return { folder: free };
    const mend = "leave out --reuse, or what else you ask for";
    throw new UserError("there is no such model from before", { file: out, mend });
  }
  const isReused = reuse ?? (canAsk && (await ask(earlier)));
  return isReused ? earlier : { folder: free };
}

/** The newest earlier demonstration that fits, and the first folder that is free. */
async function lookFor(
  out: string,
  wanted: Wanted,
): Promise<{ earlier: Required<DemoFolder> | undefined; free: string }> {
  let earlier: Required<DemoFolder> | undefined;
  for (let number = 1; ; number++) {
    const folder = number === 1 ? out : `${out}-${number}`;
    if (await isFree(folder)) return { earlier, free: folder };
    // A folder of something else is passed by.
    const record = await readRecord(folder).catch(() => undefined);
    if (record !== undefined && fits(record, wanted)) earlier = { folder, record };
  }
}

function fits({ options, length }: RunRecord, wanted: Wanted): boolean {
  const names = Object.keys(wanted.options) as (keyof RunOptions)[];
  return (
    names.every((name) => options[name] === wanted.options[name]) &&
    (wanted.length === undefined || describeLength(length) === describeLength(wanted.length))
  );
}

async function ask({ folder, record }: Required<DemoFolder>): Promise<boolean> {
  const { length, options } = record;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D are no answers.
  const quit = (): void => {
    process.stderr.write("\n");
    process.exit(INTERRUPTED);
  };
  terminal.on("close", quit);
  const about = `${describeLength(length)} of training, seed ${options.seed}`;
  const answer = await terminal.question(
    `${folder} holds a model from before (${about}).\nUse it again? [Y/n] `,
  );
  terminal.off("close", quit).close();
  return !/^\s*n/i.test(answer);
}

/**
 * @file How a run was asked for: what `heed train` is told, kept in the run's folder, so that the
 * run can go on with the same.
 */
import { join, resolve } from "node:path";
import { tokenizers, UserError, type TokenizerName } from "@heed/attention";
import * as v from "valibot";
import { backends, type BackendName } from "../backends.js";
import { builtIn } from "../data/builtIn.js";
import { readWhole } from "@heed/attention/files/readBytes";
import { writeAtomically } from "../files/writeAtomically.js";
import { runFiles } from "./runFiles.js";
import type { RunLength } from "./runLength.js";
import { modelSchema, type ModelFlags } from "./modelFlags.js";
import { trainingSchema, type TrainingFlags } from "./trainingFlags.js";

/** The options of a run; each is named as on the command line. */
export interface RunOptions extends TrainingFlags, ModelFlags {
  /** Built-in data, or else files. */
  readonly task?: string | undefined;
  readonly train?: string | undefined;
  readonly dev?: string | undefined;
  readonly sourceTokens: TokenizerName;
  readonly targetTokens: TokenizerName;
  readonly seed: number;
  readonly backend: BackendName;
}

/** What a run's folder keeps of how it was asked for. */
export interface RunRecord {
  readonly options: RunOptions;
  readonly length: RunLength;
  /** Of the bytes of the training file, if there is one: SHA-256 in hexadecimal. */
  readonly digest?: string | undefined;
}

const keyOf = <K extends string>(list: Readonly<Record<K, unknown>>) =>
  v.picklist(Object.keys(list) as K[]);
const positive = v.pipe(v.number(), v.gtValue(0));

const Options = v.intersect([
  trainingSchema,
  modelSchema,
  v.object({
    task: v.optional(keyOf(builtIn)),
    train: v.optional(v.string()),
    dev: v.optional(v.string()),
    sourceTokens: keyOf(tokenizers),
    targetTokens: keyOf(tokenizers),
    seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
    backend: keyOf(backends),
  }),
]);

const Record = v.object({
  format: v.literal(1),
  options: Options,
  length: v.object({ unit: v.picklist(["updates", "epochs", "seconds"]), amount: positive }),
  digest: v.optional(v.string()),
});

/** The options of a run among those of a command. */
export function runOptionsOf(flags: RunOptions): RunOptions {
  return v.parse(Options, flags);
}

/** The same options with files named so that they are found from anywhere. */
export function withFullPaths({ train, dev, ...rest }: RunOptions): RunOptions {
  return { ...rest, train: train && resolve(train), dev: dev && resolve(dev) };
}

/** Keeps a record in a run's folder. */
export async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  const options = withFullPaths(record.options);
  const json = JSON.stringify({ format: 1, ...record, options }, null, 2);
  await writeAtomically(join(folder, runFiles.options), `${json}\n`);
}

/** What a run's folder keeps. Throws `UserError` where it is no run's folder. */
export async function readRecord(folder: string): Promise<RunRecord> {
  const file = join(folder, runFiles.options);
  const bytes = await readWhole(file).catch((cause: unknown) => {
    if (!(cause instanceof UserError)) throw cause;
    const mend = "name the folder of a run as --out, or leave out --resume to begin one";
    throw new UserError("there is no run to go on with", { file: folder, mend, cause });
  });
  const mend = "begin a new run in another --out";
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new UserError("it is not JSON", { file, mend, cause });
  }
  const parsed = v.safeParse(Record, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const problem = `${v.getDotPath(issue) ?? "it"}: ${issue.message}`;
    throw new UserError(problem, { file, mend });
  }
  return parsed.output;
}

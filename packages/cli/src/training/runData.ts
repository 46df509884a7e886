/**
 * @file The data of a run: pairs to train on, examples to measure by.
 */
import { createHash, type Hash } from "node:crypto";
import {
  groupBySource,
  pairsOf,
  parsePairs,
  type Example,
  type Pair,
  type TokenKinds,
} from "@heed/attention";
import { readBytes } from "@heed/attention/files/readBytes";
import { readPairs } from "@heed/attention/files/readPairs";
import { builtIn } from "../data/builtIn.js";
import type { RunOptions } from "./runOptions.js";

export interface RunData {
  readonly tokens: TokenKinds;
  readonly train: readonly Pair[];
  /** Empty where the run has no development data. */
  readonly dev: readonly Example[];
  /** What nothing is decided by; built-in data has it. */
  readonly test: readonly Example[];
  /** Of the training file, if there is one: SHA-256 in hexadecimal. */
  readonly digest?: string;
}

/** Reads what the options name. Throws `UserError` where a file is missing or malformed. */
export async function readRunData(options: RunOptions): Promise<RunData> {
  if (options.task !== undefined) {
    const { tokens, load } = builtIn[options.task];
    const { train, dev, test } = await load();
    return { tokens, train: pairsOf(train), dev, test };
  }
  const { train: file, dev, sourceTokens, targetTokens } = options;
  if (file === undefined) throw new TypeError("a run has a task or a file to train on");
  const asked: TokenKinds = { source: sourceTokens, target: targetTokens };
  const hash = createHash("sha256");
  // A file may decide by its form how it is cut; the development data are then cut alike.
  const { pairs, tokens } = await parsePairs(throughHash(readBytes(file), hash), file, asked);
  return {
    tokens,
    train: pairs,
    dev: dev === undefined ? [] : groupBySource((await readPairs(dev, tokens)).pairs),
    test: [],
    digest: hash.digest("hex"),
  };
}

async function* throughHash(
  chunks: AsyncIterable<Uint8Array>,
  hash: Hash,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

/**
 * @file The data of a run: pairs to train on, examples to measure by.
 */
import { createHash, type Hash } from "node:crypto";
import {
  groupBySource,
  pairsOf,
  parseTsv,
  tokenizers,
  type Example,
  type Pair,
  type TokenKinds,
} from "@heed/attention";
import { readBytes } from "@heed/attention/files/readBytes";
import { readTsv } from "@heed/attention/files/readTsv";
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
  const [source, target] = [tokenizers[sourceTokens], tokenizers[targetTokens]];
  const hash = createHash("sha256");
  const train = await parseTsv(throughHash(readBytes(file), hash), { file, source, target });
  return {
    tokens: { source: sourceTokens, target: targetTokens },
    train,
    dev: dev === undefined ? [] : groupBySource(await readTsv(dev, source, target)),
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

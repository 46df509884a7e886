/** @file Pairs from a text whose first line tells how it is written: a table, or SCAN's lines. */
import type { TokenKinds } from "../model.js";
import { readLines, type Chunks, type Line } from "./lines.js";
import type { Pair } from "./pair.js";
import { isBlank, parsePairLines } from "./pairLines.js";
import { isScan, scan, scanTokens } from "./scan.js";
import { tokenizers } from "./tokenizer.js";
import { tsv } from "./tsv.js";

/** Pairs and how their tokens were cut. */
export interface TokenizedPairs {
  readonly pairs: Pair[];
  readonly tokens: TokenKinds;
}

/**
 * All pairs of a text in UTF-8, in order. A table is cut into `tokens`; SCAN is in words, whatever
 * they are. Line ends are LF or CR LF; a byte order mark and blank lines are skipped. `file` names
 * the text in errors. Throws UserError, naming the line, for a line that is no pair and bytes that
 * are not UTF-8; and for a text of no pairs.
 */
export async function parsePairs(
  chunks: Chunks,
  file: string,
  tokens: TokenKinds,
): Promise<TokenizedPairs> {
  const lines = readLines(chunks, file);
  const first = await firstFilled(lines);
  const [format, kinds] =
    first !== undefined && isScan(first.text) ? [scan, scanTokens] : [tsv, tokens];
  const [source, target] = [tokenizers[kinds.source], tokenizers[kinds.target]];
  const pairs = await parsePairLines(from(first, lines), { file, source, target }, format);
  return { pairs, tokens: kinds };
}

/** Reads up to the first line that is not blank. */
async function firstFilled(lines: AsyncGenerator<Line>): Promise<Line | undefined> {
  // Not `for await`, which would close the lines on leaving.
  for (;;) {
    const next = await lines.next();
    if (next.done === true) return undefined;
    if (!isBlank(next.value)) return next.value;
  }
}

async function* from(first: Line | undefined, rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  if (first !== undefined) yield first;
  yield* rest;
}

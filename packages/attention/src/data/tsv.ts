/**
 * @file Pairs from a table of two columns, `source<TAB>target`, one pair a line. Every line must be
 * a pair or blank: a line that is neither stops the reading and is named, for a model trained on
 * what is left of a broken file is worse than none.
 */
import { UserError } from "../userError.js";
import { type Chunks, type Line, readLines } from "./lines.js";
import type { Pair } from "./pair.js";
import type { Tokenizer } from "./tokenizer.js";

/** How a table is named in errors, and how its two columns are cut into tokens. */
export interface TsvFormat {
  readonly file: string;
  readonly source: Tokenizer;
  readonly target: Tokenizer;
}

/**
 * All pairs of a table in UTF-8, in order; several lines may have the same source. Line ends are LF
 * or CR LF; a byte order mark and blank lines are skipped. Throws UserError, naming the line, for a
 * line without a tab or with two, an empty source or target, and bytes that are not UTF-8; and for
 * a table of no pairs.
 */
export async function parseTsv(chunks: Chunks, format: TsvFormat): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for await (const line of readLines(chunks, format.file)) {
    if (line.text.trim() !== "") pairs.push(parseLine(line, format));
  }
  if (pairs.length === 0) {
    throw new UserError("holds no pairs", { file: format.file, mend: "write source<TAB>target" });
  }
  return pairs;
}

function parseLine({ number, text }: Line, { file, source, target }: TsvFormat): Pair {
  const refuse = (problem: string, mend: string) =>
    new UserError(`${problem} in ${quote(text)}`, { file, line: number, mend });

  const columns = text.split("\t");
  if (columns.length < 2) throw refuse("no tab", "write source<TAB>target");
  if (columns.length > 2) {
    const mend = "keep two columns, source<TAB>target; `cut -f1,2` drops the others";
    throw refuse(`${columns.length - 1} tabs`, mend);
  }
  const pair = { source: source.split(columns[0]), target: target.split(columns[1]) };
  if (pair.source.length === 0) throw refuse("an empty source", "fill it in or remove the line");
  if (pair.target.length === 0) throw refuse("an empty target", "fill it in or remove the line");
  return pair;
}

/** The start of `text` as it can stand in a message. */
function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

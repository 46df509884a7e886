/**
 * @file Lines that each hold a pair, whatever stands between its two sides. Every line must be a
 * pair or blank: a line that is neither stops the reading and is named, for a model trained on what
 * is left of a broken file is worse than none.
 */
import { UserError } from "../userError.js";
import type { Line } from "./lines.js";
import type { Pair } from "./pair.js";
import type { Tokenizer } from "./tokenizer.js";

/** How a file is named in errors, and how its two sides are cut into tokens. */
export interface PairFile {
  readonly file: string;
  readonly source: Tokenizer;
  readonly target: Tokenizer;
}

/** How a line is cut into its two sides. */
export interface LineFormat {
  /** What a line looks like: "source<TAB>target". */
  readonly form: string;
  readonly cut: (text: string) => LineSides | LineProblem;
}

export interface LineSides {
  readonly source: string;
  readonly target: string;
}

/** Why a line is no pair, and what to do about it. */
export interface LineProblem {
  readonly problem: string;
  readonly mend: string;
}

/** Whether a line says nothing. */
export function isBlank({ text }: Line): boolean {
  return text.trim() === "";
}

/**
 * All pairs of the lines, in order; several may have the same source. Blank lines are skipped.
 * Throws UserError, naming the line, for one that the format refuses and for an empty source or
 * target; and where there are no pairs.
 */
export async function parsePairLines(
  lines: AsyncIterable<Line>,
  file: PairFile,
  format: LineFormat,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for await (const line of lines) {
    if (!isBlank(line)) pairs.push(parseLine(line, file, format));
  }
  if (pairs.length === 0) {
    throw new UserError("holds no pairs", { file: file.file, mend: `write ${format.form}` });
  }
  return pairs;
}

function parseLine(
  { number, text }: Line,
  { file, source, target }: PairFile,
  { cut }: LineFormat,
): Pair {
  const refuse = (problem: string, mend: string) =>
    new UserError(`${problem} in ${quote(text)}`, { file, line: number, mend });

  const sides = cut(text);
  if ("problem" in sides) throw refuse(sides.problem, sides.mend);
  const pair = { source: source.split(sides.source), target: target.split(sides.target) };
  if (pair.source.length === 0) throw refuse("an empty source", "fill it in or remove the line");
  if (pair.target.length === 0) throw refuse("an empty target", "fill it in or remove the line");
  return pair;
}

/** The start of `text` as it can stand in a message. */
function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

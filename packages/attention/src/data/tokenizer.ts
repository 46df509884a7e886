/**
 * @file Text to tokens and back. A model's text passes here twice, when its training file is read
 * and when it is asked about a new word, so what makes two texts equal is decided here and nowhere
 * else:
 *
 *   - text is brought to Unicode NFC: é typed as one code point or as two is one token;
 *   - white space around a text is not part of it;
 *   - case is kept.
 */
import type { Tokens } from "./pair.js";

/** One way to cut text into tokens. */
export interface Tokenizer {
  /** The tokens of `text`; none if it is blank. */
  readonly split: (text: string) => string[];
  /** The text of `tokens`, for display. */
  readonly join: (tokens: Tokens) => string;
}

/**
 * One token a character as a reader sees it: an extended grapheme cluster (Unicode UAX #29), so a
 * letter stays with its combining marks. `join(split(text))` is the text again, trimmed and in NFC.
 * Where a few scripts are cut has changed with versions of Unicode, and follows the host's.
 */
export const chars: Tokenizer = {
  split(text) {
    const clean = normalize(text);
    const codePoints = Array.from(clean);
    return codePoints.every(standsAlone) ? codePoints : clustersOf(clean);
  },
  join: (tokens) => tokens.join(""),
};

/**
 * One token between white space and white space: words, or phones of several letters.
 * `split(join(tokens))` is the tokens again, in NFC.
 */
export const words: Tokenizer = {
  split(text) {
    const clean = normalize(text);
    return clean === "" ? [] : clean.split(/\s+/);
  },
  join: (tokens) => tokens.join(" "),
};

/** The tokenizers by the name that a command and a model's configuration give them. */
export const tokenizers: { readonly chars: Tokenizer; readonly words: Tokenizer } = {
  chars,
  words,
};

export type TokenizerName = keyof typeof tokenizers;

function normalize(text: string): string {
  return text.normalize("NFC").trim();
}

// Clusters do not depend on the language; a fixed one keeps the host's settings out of it.
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

function clustersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** What `standsAlone` found out; at most one entry for each code point of Unicode. */
const alone = new Map<string, boolean>();

/**
 * Whether a code point is a cluster by itself next to any other that is. By the rules of UAX #29,
 * what joins anything joins its like, too (marks, jamo, the letters of flags), but for CR before
 * LF. Text of nothing else, the common case, needs no segmenter, which is ten times as slow as
 * this.
 */
function standsAlone(codePoint: string): boolean {
  let answer = alone.get(codePoint);
  if (answer === undefined) {
    answer = codePoint !== "\r" && clustersOf(codePoint + codePoint).length === 2;
    alone.set(codePoint, answer);
  }
  return answer;
}

/**
 * @file Tokens as text of known width. A terminal draws some characters two columns wide (大) and
 * some none (a combining accent): what counts here is columns, never `length`.
 */
import stringWidth from "string-width";

const graphemes = new Intl.Segmenter();

/** The text with � for what would move the cursor, turn the line round or break a file. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cn}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, "\ufffd");
}

/** The token as something to see: white space as ␣, an accent without a letter on a circle. */
export function visible(token: string): string {
  const shown = harmless(token.replace(/\s/gu, "␣"));
  return stringWidth(shown) === 0 ? `◌${shown}` : shown;
}

/** What a reader takes for single characters, accents and joined emoji included. */
export function charactersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** The text in at most this many columns; where it is longer, its beginning and "…". */
export function clip(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let clipped = "";
  for (const character of charactersOf(text)) {
    if (stringWidth(clipped + character) >= columns) break;
    clipped += character;
  }
  return columns > 0 ? `${clipped}…` : "";
}

/** The text clipped, and filled with spaces at its end, to this many columns. */
export function padEnd(text: string, columns: number): string {
  const clipped = clip(text, columns);
  return clipped + " ".repeat(columns - stringWidth(clipped));
}

/** The text clipped, and filled with spaces before it, to this many columns. */
export function padStart(text: string, columns: number): string {
  const clipped = clip(text, columns);
  return " ".repeat(columns - stringWidth(clipped)) + clipped;
}

/** Columns that the widest of these texts takes; 0 of none. */
export function widestOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => stringWidth(text)));
}

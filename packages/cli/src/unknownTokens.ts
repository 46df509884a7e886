/**
 * @file Letters that a model has never seen: it still answers, and somebody should know.
 */
import { special, type Model, type Tokens } from "@heed/attention";

/** Notes, once for each token, that a model does not know it; `say` takes a line. */
export function unknownTokenNotes(
  { sourceVocabulary, tokens: { source: kind } }: Model,
  say: (line: string) => void,
): (source: Tokens) => void {
  const noted = new Set<string>();
  const isUnknown = (token: string): boolean => sourceVocabulary.idOf(token) === special.unknown;
  return (source) => {
    for (const token of source) {
      if (noted.has(token) || !isUnknown(token)) continue;
      noted.add(token);
      const lower = token.toLowerCase();
      const hint = isUnknown(lower) ? "" : `; it knows ${JSON.stringify(lower)}`;
      const what = kind === "chars" ? "the character" : "the word";
      say(`note: this model never saw ${what} ${JSON.stringify(token)}${hint}`);
    }
  };
}

/**
 * @file What somebody should know of the data of a run, though it is no error.
 */
import type { Pair } from "@heed/attention";
import type { RunData } from "./runData.js";

/** A line for each thing worth a look. */
export function dataNotes({ train, dev, tokens }: RunData): string[] {
  const notes: string[] = [];
  const isOneToken = ({ target }: Pair): boolean => target.length === 1 && target[0].length > 1;
  if (tokens.target === "words" && train.every(isOneToken)) {
    notes.push("note: no target has white space; --target-tokens chars would cut it into letters");
  }
  if (dev.length === 0) notes.push("note: without --dev nothing is measured but the training loss");
  const known = new Set(train.map(({ source }) => source.join(" ")));
  const shared = dev.filter(({ source }) => known.has(source.join(" "))).length;
  if (shared > 0) {
    const count = shared.toLocaleString("en");
    notes.push(`note: ${count} dev sources are trained on, too; their scores say little`);
  }
  return notes;
}

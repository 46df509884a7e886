/** @file Pairs from a file on disk. */
import type { Pair } from "../pair.js";
import type { Tokenizer } from "../tokenizer.js";
import { parseTsv } from "../tsv.js";
import { readBytes } from "./readBytes.js";

/** All pairs of the table in `file`, as `parseTsv` reads them; throws UserError as it does. */
export async function readTsv(file: string, source: Tokenizer, target: Tokenizer): Promise<Pair[]> {
  return parseTsv(readBytes(file), { file, source, target });
}

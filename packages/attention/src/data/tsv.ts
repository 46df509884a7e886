/** @file Pairs from a table of two columns, `source<TAB>target`, one pair a line. */
import { readLines, type Chunks } from "./lines.js";
import type { Pair } from "./pair.js";
import { parsePairLines, type LineFormat, type PairFile } from "./pairLines.js";

export type { PairFile as TsvFormat } from "./pairLines.js";

export const tsv: LineFormat = {
  form: "source<TAB>target",
  cut(text) {
    const columns = text.split("\t");
    if (columns.length < 2) return { problem: "no tab", mend: "write source<TAB>target" };
    if (columns.length > 2) {
      const mend = "keep two columns, source<TAB>target; `cut -f1,2` drops the others";
      return { problem: `${columns.length - 1} tabs`, mend };
    }
    return { source: columns[0], target: columns[1] };
  },
};

/**
 * All pairs of a table in UTF-8, in order. Line ends are LF or CR LF; a byte order mark and blank
 * lines are skipped. Throws UserError, naming the line, for a line without a tab or with two, an
 * empty source or target, and bytes that are not UTF-8; and for a table of no pairs.
 */
export async function parseTsv(chunks: Chunks, file: PairFile): Promise<Pair[]> {
  return parsePairLines(readLines(chunks, file.file), file, tsv);
}

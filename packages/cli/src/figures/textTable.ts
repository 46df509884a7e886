/**
 * @file A table of text: for a terminal, or as Markdown.
 */
import { clip, padEnd, padStart, visible, widestOf } from "./textColumns.js";

export interface TextTable {
  readonly columns: readonly TableColumn[];
  /** A cell a column. */
  readonly rows: readonly (readonly string[])[];
}

export interface TableColumn {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Columns of the terminal between two of the table. */
const GAP = 2;

/** Lines of at most `width` columns. What does not fit is left out from the right, and named. */
export function tableText({ columns, rows }: TextTable, width: number): string {
  const widths = columns.map(({ title }, c) => widestOf([title, ...rows.map((row) => row[c])]));
  const { head, line, note } = tableLines(columns, widths, width);
  return [head, ...rows.map(line), ...note].join("\n");
}

/** What a table is made of, for rows that come one by one. */
export interface TableLines {
  readonly head: string;
  readonly line: (cells: readonly string[]) => string;
  /** Which columns there was no room for, if any. */
  readonly note: readonly string[];
}

/** The same line by line, where it is known beforehand how wide each column is. */
export function tableLines(
  columns: readonly TableColumn[],
  widths: readonly number[],
  width: number,
): TableLines {
  let shown = columns.length;
  const total = (): number =>
    widths.slice(0, shown).reduce((sum, wide) => sum + wide, GAP * (shown - 1));
  while (shown > 1 && total() > width) shown--;
  const line = (cells: readonly string[]): string => {
    const padded = cells
      .slice(0, shown)
      .map((cell, c) => (columns[c].align === "left" ? padEnd : padStart)(cell, widths[c]));
    return clip(padded.join(" ".repeat(GAP)).trimEnd(), width);
  };
  const titles = columns.map(({ title }) => title);
  const note = clip(`(no room for: ${titles.slice(shown).join(", ")})`, width);
  return { head: line(titles), line, note: shown < columns.length ? [note] : [] };
}

/** The same for a document, laid out as a formatter would. */
export function tableMarkdown({ columns, rows }: TextTable): string {
  const shown = [columns.map(({ title }) => title), ...rows].map((cells) =>
    cells.map((cell) => visible(cell).replaceAll("␣", " ").replaceAll("|", "\\|")),
  );
  const widths = columns.map((_, c) => Math.max(3, widestOf(shown.map((cells) => cells[c]))));
  const [head, ...body] = shown.map((cells) =>
    cells.map((cell, c) => (columns[c].align === "left" ? padEnd : padStart)(cell, widths[c])),
  );
  const rule = columns.map(({ align }, c) =>
    align === "left" ? "-".repeat(widths[c]) : `${"-".repeat(widths[c] - 1)}:`,
  );
  return [head, rule, ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

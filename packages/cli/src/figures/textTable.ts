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
  let shown = columns.length;
  const total = (): number =>
    widths.slice(0, shown).reduce((sum, wide) => sum + wide, GAP * (shown - 1));
  while (shown > 1 && total() > width) shown--;
  const line = (cells: readonly string[]): string =>
    cells
      .slice(0, shown)
      .map((cell, c) => (columns[c].align === "left" ? padEnd : padStart)(cell, widths[c]))
      .join(" ".repeat(GAP))
      .trimEnd();
  const titles = columns.map(({ title }) => title);
  const lines = [line(titles), ...rows.map(line)].map((text) => clip(text, width));
  if (shown < columns.length) {
    lines.push(clip(`(no room for: ${titles.slice(shown).join(", ")})`, width));
  }
  return lines.join("\n");
}

/** The same for a document. */
export function tableMarkdown({ columns, rows }: TextTable): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => visible(cell).replaceAll("␣", " ").replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === "left" ? "---" : "--:"))),
    ...rows.map(line),
  ].join("\n");
}

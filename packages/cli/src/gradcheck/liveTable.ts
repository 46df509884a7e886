/**
 * @file A table whose rows appear as they are known, above a progress bar.
 */
import { widestOf } from "../figures/textColumns.js";
import { tableLines, type TableColumn } from "../figures/textTable.js";
import type { ProgressReporter } from "../progress.js";
import { screenOn } from "../screen.js";

/** A column of rows `R`. */
export interface LiveColumn<R> extends TableColumn {
  readonly cell: (row: R) => string;
  /** The widest of its cells, or as wide a text. */
  readonly widest: string;
}

/** Takes a row, and what is to be said below it. A row that is not `ok` stands out. */
export type ShowRow<R> = (row: R, below?: string) => void;

/**
 * Begins a table on stdout. Where the bar is on the same terminal, it makes way for each row.
 */
export function startTable<R extends { readonly ok: boolean }>(
  columns: readonly LiveColumn<R>[],
  progress: ProgressReporter,
): ShowRow<R> {
  const { look, colors, show: print } = screenOn(process.stdout);
  const isShared = process.stdout.isTTY && process.stderr.isTTY;
  const show = isShared ? (text: string) => progress.say(text) : print;
  const widths = columns.map(({ title, widest }) => widestOf([title, widest]));
  const { head, line, note } = tableLines(columns, widths, look.width);
  [colors.bold(head), ...note].forEach(show);
  return (row, below) => {
    const text = line(columns.map(({ cell }) => cell(row)));
    show(row.ok ? text : colors.red(text));
    if (below !== undefined) show(`\n${below.replaceAll(/^(?=.)/gm, "  ")}\n`);
  };
}

/** The longest of these names, which a column must have room for. */
export function longest(names: readonly string[]): string {
  return names.reduce((longest, name) => (name.length > longest.length ? name : longest), "");
}

/** A column of numbers. */
export function numberColumn<R>(
  title: string,
  cell: (row: R) => string,
  widest = "",
): LiveColumn<R> {
  return { title, align: "right", cell, widest };
}

/**
 * @file Accuracy against source length as a table: of each model the means and how sure they are. Not every length has a column: as many as there is room for, the longest always.
 */
import type { LengthCurve } from "./lengthCurveSvg.js";
import { widestOf } from "./textColumns.js";
import { tableMarkdown, tableText, type TextTable } from "./textTable.js";

/** Columns of the terminal that a length takes, with the gap before it: "  97–100". */
const COLUMN = 8;

/** Lengths that a document's table shows. */
const IN_DOCUMENT = 8;

type Curves = readonly LengthCurve[];
type Point = LengthCurve["points"][0];

/** The table for a terminal so wide. Lengths past `trained` have a star. */
export function lengthCurveText(curves: Curves, trained: number, width: number): string {
  const taken = widestOf(["model", ...curves.map(({ name }) => name)]) + 2 + "parameters".length;
  const room = Math.max(1, Math.floor((width - taken) / COLUMN));
  const table = tableOf(curves, trained, room, (curve, cells) => [
    [curve.name, formatCount(curve), ...cells(({ accuracy }) => accuracy.toFixed(1))],
    ...(hasInterval(curve) ? [["", "", ...cells(formatInterval)]] : []),
  ]);
  return tableText(table, width);
}

/** The same for a document. */
export function lengthCurveMarkdown(curves: Curves, trained: number): string {
  const table = tableOf(curves, trained, IN_DOCUMENT, (curve, cells) => [
    [
      curve.name,
      formatCount(curve),
      ...cells((point) => {
        const mean = point.accuracy.toFixed(1);
        return hasInterval(curve) ? `${mean} (${formatInterval(point)})` : mean;
      }),
    ],
  ]);
  return tableMarkdown(table);
}

/** A table with columns for at most `room` lengths. */
function tableOf(
  curves: Curves,
  trained: number,
  room: number,
  rowsOf: (curve: LengthCurve, cells: (cell: (point: Point) => string) => string[]) => string[][],
): TextTable {
  const shown = spread(curves[0]?.points.map(({ length }) => length) ?? [], room);
  const titles = shown.map((length) => `${length}${length > trained ? "*" : ""}`);
  return {
    columns: [
      { title: "model", align: "left" },
      ...["parameters", ...titles].map((title) => ({ title, align: "right" }) as const),
    ],
    rows: curves.flatMap((curve) =>
      rowsOf(curve, (cell) =>
        curve.points.filter(({ length }) => shown.includes(length)).map(cell),
      ),
    ),
  };
}

function formatCount({ parameters }: LengthCurve): string {
  return parameters.toLocaleString("en");
}

/** Whether more is known than a mean, as it is of several seeds. */
function hasInterval({ points }: LengthCurve): boolean {
  return points.some(({ low, high }) => low < high);
}

/** "97–100" */
function formatInterval({ low, high }: Point): string {
  return `${low.toFixed(0)}–${high.toFixed(0)}`;
}

/** At most `most` of the rising lengths: the longest, and others at a round distance below it. */
function spread(lengths: readonly number[], most: number): number[] {
  const longest = lengths.at(-1);
  if (longest === undefined) return [];
  for (let power = 1; ; power *= 10) {
    for (const step of [power, 2 * power, 5 * power]) {
      const chosen = lengths.filter((length) => (longest - length) % step === 0);
      if (chosen.length <= most) return chosen;
    }
  }
}

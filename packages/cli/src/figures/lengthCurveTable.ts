/**
 * @file Accuracy against source length as a table: two rows a model, the means and below them how
 * sure they are. Not every length has a column: as many as there is room for, the longest always.
 */
import type { LengthCurve } from "./lengthCurveSvg.js";
import type { TextTable } from "./textTable.js";

/** Columns of the terminal that a length takes, with the gap before it: "  100.0". */
const COLUMN = 7;

/** The table of the curves, at most so many columns wide. Lengths past `trained` have a star. */
export function lengthCurveTable(
  curves: readonly LengthCurve[],
  trained: number,
  width: number,
): TextTable {
  const names = curves.map(({ name }) => name);
  const counts = curves.map(({ parameters }) => parameters.toLocaleString("en"));
  const longestName = Math.max("model".length, ...names.map((name) => name.length));
  const taken = longestName + 2 + "parameters".length;
  const room = Math.max(1, Math.floor((width - taken) / COLUMN));
  const shown = spread(curves[0]?.points.map(({ length }) => length) ?? [], room);
  const cells = (curve: LengthCurve, cell: (point: LengthCurve["points"][0]) => string): string[] =>
    curve.points.filter(({ length }) => shown.includes(length)).map(cell);
  return {
    columns: [
      { title: "model", align: "left" },
      { title: "parameters", align: "right" },
      ...shown.map((length) => ({
        title: `${length}${length > trained ? "*" : ""}`,
        align: "right" as const,
      })),
    ],
    rows: curves.flatMap((curve, i) => [
      [names[i], counts[i], ...cells(curve, ({ accuracy }) => accuracy.toFixed(1))],
      ["", "", ...cells(curve, (point) => `±${reachOf(point).toFixed(1)}`)],
    ]),
  };
}

/** How far an interval reaches from its mean, on the side where nothing cuts it off. */
function reachOf({ accuracy, low, high }: LengthCurve["points"][0]): number {
  return Math.max(accuracy - low, high - accuracy);
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

/**
 * @file Scores and windows side by side: a row each, a dot for the mean and a line for its interval.
 */
import * as Plot from "@observablehq/plot";
import { hues } from "./hues.js";
import type { ScoreRow } from "./scoreTable.js";
import { drawPlot, SHEET_TOP, svgSheet, textExtent, type Heading } from "./svgSheet.js";
import { harmless } from "./textColumns.js";

const PLOT_WIDTH = 480;
const ROW = 26;
const FONT_SIZE = 13;
const margins = { marginTop: 12, marginBottom: 48 };

/** The token accuracies as an .svg file; rows of one window share a colour. */
export function scoreTableSvg(rows: readonly ScoreRow[], heading: Heading): string {
  const windows = [...new Set(rows.map(({ window }) => window))];
  // Rows are told apart by position: two may share a name.
  const dots = rows.map(({ window, familiar: { token } }, i) => ({
    ...token,
    row: i,
    hue: hues[windows.indexOf(window) % hues.length],
    said: `${token.mean.toFixed(1)} %`,
  }));
  const marginLeft = 24 + Math.max(0, ...rows.map(({ name }) => textExtent(name, FONT_SIZE)));
  const width = marginLeft + PLOT_WIDTH + 76;
  const height = margins.marginTop + margins.marginBottom + rows.length * ROW;
  const chart = drawPlot({
    width,
    height,
    ...margins,
    marginLeft,
    marginRight: 76,
    style: { fontSize: `${FONT_SIZE}px` },
    x: { domain: [0, 100], label: "token accuracy, %", labelAnchor: "center", grid: true },
    y: {
      type: "band",
      domain: [...rows.keys()],
      tickFormat: (row: number) => harmless(rows[row].name),
      label: null,
      tickSize: 0,
    },
    color: { type: "identity" },
    marks: [
      Plot.ruleX([0]),
      Plot.ruleY(dots, { y: "row", x1: "low", x2: "high", stroke: "hue", strokeWidth: 2 }),
      Plot.dot(dots, { y: "row", x: "mean", fill: "hue", r: 5 }),
      Plot.text(dots, { y: "row", x: 100, text: "said", textAnchor: "start", dx: 12 }),
    ],
  });
  const sheet = { width, height: SHEET_TOP + height };
  return svgSheet(heading, sheet, [{ x: 0, y: SHEET_TOP, svg: chart }]);
}

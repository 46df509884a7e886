/**
 * @file Attention weights as a picture: a row a target token, a column a source token, more ink for
 * more weight. Columns and rows are told apart by position: "a b a" has three columns.
 */
import * as Plot from "@observablehq/plot";
import { type AttentionMatrix, checkAttentionMatrix } from "./attentionMatrix.js";
import { drawPlot, SHEET_TOP, type SvgElement, svgSheet, textExtent } from "./svgSheet.js";
import { visible } from "./textColumns.js";
import { inkRamp, weightColor } from "./weightRamp.js";

/** One weight and its position: source token s, target token t. */
interface Cell {
  readonly weight: number;
  readonly s: number;
  readonly t: number;
}

const FONT_SIZE = 13;
const NUMBER_SIZE = 10;
const EDGE = 16;

/** Sides of the square cells, in pixels: numbers fit from `numbered` on. */
const SIDE = { smallest: 14, numbered: 24, largest: 30, all: 960 };

/** The colour of every weight, in cells and in the legend. */
const color: Plot.ScaleOptions = {
  type: "linear",
  domain: [0, 1],
  interpolate: (weight: number) => `rgb(${weightColor(inkRamp, weight).join(", ")})`,
};

/** The matrix as an .svg file. Pointing at a cell shows its weight to four places. */
export function attentionSvg(matrix: AttentionMatrix, title: string): string {
  checkAttentionMatrix("attentionSvg", matrix);
  const source = matrix.source.map(visible);
  const target = matrix.target.map(visible);
  const cells: Cell[] = matrix.weights.flatMap((row, t) =>
    row.map((weight, s) => ({ weight, s, t })),
  );

  const fitting = Math.floor(SIDE.all / Math.max(source.length, target.length));
  const side = Math.min(SIDE.largest, Math.max(SIDE.smallest, fitting));
  const downwards = widest(source) > side;
  const marginTop = EDGE + (downwards ? widest(source) : FONT_SIZE);
  const marginLeft = EDGE + widest(target) + 8;
  const width = marginLeft + side * source.length + EDGE;
  const height = marginTop + side * target.length;

  const chart = drawPlot({
    width,
    height,
    marginTop,
    marginLeft,
    marginRight: EDGE,
    marginBottom: 0,
    style: { fontSize: `${FONT_SIZE}px` },
    x: { type: "band", domain: source.keys(), padding: 0, label: null },
    y: { type: "band", domain: target.keys(), padding: 0, label: null },
    color,
    marks: [
      Plot.axisX({
        anchor: "top",
        tickSize: 0,
        tickPadding: 6,
        tickRotate: downwards ? -90 : 0,
        tickFormat: (s: number) => source[s],
      }),
      Plot.axisY({ tickSize: 0, tickPadding: 6, tickFormat: (t: number) => target[t] }),
      Plot.cell(cells, {
        x: "s",
        y: "t",
        fill: "weight",
        inset: 0.5,
        title: ({ weight, s, t }: Cell) =>
          `${target[t]} (${t + 1}) looked at ${source[s]} (${s + 1}): ${weight.toFixed(4)}`,
      }),
      Plot.text(side < SIDE.numbered ? [] : cells.filter(({ weight }) => weight >= 0.005), {
        x: "s",
        y: "t",
        fontSize: NUMBER_SIZE,
        text: ({ weight }: Cell) => weight.toFixed(2).replace(/^0/, ""),
        fill: { value: ({ weight }: Cell) => (weight > 0.45 ? "white" : "#333"), scale: null },
      }),
    ],
  });
  const legendTop = SHEET_TOP + height + EDGE;
  return svgSheet(
    { title, caption: "rows: target, columns: source" },
    { width: Math.max(width, marginLeft + LEGEND.width), height: legendTop + LEGEND.height },
    [
      { x: 0, y: SHEET_TOP, svg: chart },
      { x: marginLeft - LEGEND.marginLeft, y: legendTop, svg: drawLegend() },
    ],
  );
}

const LEGEND = { width: 220, height: 50, marginLeft: 10, marginRight: 10 };

/** Weights from 0 to 1 as the cells show them. */
function drawLegend(): SvgElement {
  const steps = Array.from({ length: 50 }, (_, i) => i / 50);
  return drawPlot({
    ...LEGEND,
    marginTop: 4,
    marginBottom: 34,
    style: { fontSize: `${NUMBER_SIZE}px` },
    x: { domain: [0, 1], label: null },
    y: { axis: null },
    color,
    marks: [
      Plot.rect(steps, {
        x1: (w: number) => w,
        x2: (w: number) => w + 1 / 50,
        y1: 0,
        y2: 1,
        fill: (w: number) => w,
      }),
      Plot.axisX({
        ticks: [0, 0.25, 0.5, 0.75, 1],
        tickFormat: String,
        tickSize: 3,
        label: "attention weight",
        labelAnchor: "center",
        labelArrow: "none",
        labelOffset: 30,
      }),
    ],
  });
}

function widest(tokens: readonly string[]): number {
  return Math.ceil(Math.max(0, ...tokens.map((token) => textExtent(token, FONT_SIZE))));
}

/**
 * @file Attention weights as a picture: a row a target token, a column a source token, more ink for
 * more weight. Columns and rows are told apart by position: "a b a" has three columns.
 */
import * as Plot from "@observablehq/plot";
import { type AttentionMatrix, checkAttentionMatrix } from "./attentionMatrix.js";
import { drawPlot, SHEET_TOP, type SvgElement, svgSheet, textExtent } from "./svgSheet.js";
import { visible } from "./textColumns.js";
import { inkRamp, weightColor } from "./weightRamp.js";

const FONT_SIZE = 13;
const SMALL = 10;
const CAPTION = 22;

/** The colour of every weight, in cells and in the legend. */
const color: Plot.ScaleOptions = { type: "linear", domain: [0, 1], interpolate: inkOf };

/** The matrix as an .svg file. */
export function attentionSvg(matrix: AttentionMatrix, title: string): string {
  checkAttentionMatrix("attentionSvg", matrix);
  const source = matrix.source.map(visible);
  const target = matrix.target.map(visible);
  const side = Math.min(30, Math.max(14, Math.floor(960 / Math.max(source.length, target.length))));
  const widestSource = widest(source);
  const downwards = widestSource > side;

  const marginTop = CAPTION + 8 + (downwards ? widestSource : FONT_SIZE);
  const marginLeft = CAPTION + 12 + widest(target);
  const width = marginLeft + side * source.length + 16;
  const height = marginTop + side * target.length + 8;
  const cells = matrix.weights.flatMap((row, t) => row.map((weight, s) => ({ weight, s, t })));
  const chart = drawPlot({
    ...{ width, height, marginTop, marginLeft, marginRight: 16, marginBottom: 8 },
    style: { fontSize: `${FONT_SIZE}px` },
    x: { type: "band", domain: source.keys(), padding: 0, align: 0 },
    y: { type: "band", domain: target.keys(), padding: 0, align: 0 },
    color,
    marks: [
      Plot.axisX({
        ...{ anchor: "top", tickSize: 0, tickPadding: 6, tickRotate: downwards ? -90 : 0 },
        tickFormat: (s: number) => source[s],
        ...{ label: "source", labelAnchor: "left", labelArrow: "right", labelOffset: marginTop - 8 },
      }),
      Plot.axisY({
        ...{ tickSize: 0, tickPadding: 6, tickFormat: (t: number) => target[t] },
        ...{ label: "target", labelAnchor: "top", labelArrow: "down", labelOffset: marginLeft - 4 },
      }),
      Plot.cell(cells, {
        ...{ x: "s", y: "t", fill: "weight", inset: 0.5 },
        title: ({ weight, s, t }: (typeof cells)[number]) =>
          `${target[t]} (${t + 1}) looked at ${source[s]} (${s + 1}): ${weight.toFixed(4)}`,
      }),
      Plot.text(
        cells.filter(({ weight }) => side >= 24 && weight >= 0.005),
        {
          ...{ x: "s", y: "t", fontSize: SMALL },
          text: ({ weight }: (typeof cells)[number]) => weight.toFixed(2).replace(/^0/, ""),
          fill: {
            value: ({ weight }: (typeof cells)[number]) => (weight > 0.45 ? "white" : "#333"),
            scale: null,
          },
        },
      ),
    ],
  });
  return svgSheet(title, { width, height: SHEET_TOP + height + LEGEND.height }, [
    { x: 0, y: SHEET_TOP, svg: chart },
    { x: marginLeft - 8, y: SHEET_TOP + height, svg: drawLegend() },
  ]);
}

const LEGEND = { width: 216, height: 56 } as const;

/** Weights from 0 to 1 as the cells show them. */
function drawLegend(): SvgElement {
  const steps = Array.from({ length: 50 }, (_, i) => ({ from: i / 50, to: (i + 1) / 50 }));
  return drawPlot({
    ...{ ...LEGEND, marginLeft: 8, marginRight: 8, marginTop: 24, marginBottom: 20 },
    style: { fontSize: `${SMALL}px` },
    x: { domain: [0, 1] },
    color,
    marks: [
      Plot.rectY(steps, { x1: "from", x2: "to", y1: 0, y2: 1, fill: ({ from }) => from }),
      Plot.axisX({ ticks: [0, 0.25, 0.5, 0.75, 1], tickSize: 3, label: null }),
    ],
  });
}

function inkOf(weight: number): string {
  return `rgb(${weightColor(inkRamp, weight).join(", ")})`;
}

function widest(tokens: readonly string[]): number {
  return Math.ceil(Math.max(0, ...tokens.map((token) => textExtent(token, FONT_SIZE))));
}

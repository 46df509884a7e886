/**
 * @file A benchmark's chart as an .svg file. Series of one group share a colour, and each group is
 * named once, beside the plot.
 */
import type { Axis, Chart, Series } from "@heed/bench";
import * as Plot from "@observablehq/plot";
import { hues } from "../figures/hues.js";
import { drawPlot, SHEET_TOP, svgElement, svgSheet, textExtent } from "../figures/svgSheet.js";
import { harmless } from "../figures/textColumns.js";

const PLOT = { width: 640, height: 420 };
const FONT_SIZE = 13;
const LEGEND_LINE = 22;
const margins = { marginLeft: 64, marginTop: 32, marginBottom: 48 };

export function chartSvg(chart: Chart): string {
  const groups = [...new Set(chart.series.map(groupOf))];
  const hueOf = (series: Series): string => hues[groups.indexOf(groupOf(series)) % hues.length];
  const legend = Math.max(0, ...groups.map((name) => textExtent(name, FONT_SIZE)));
  const width = margins.marginLeft + PLOT.width + 48 + legend;
  const height = Math.max(PLOT.height, LEGEND_LINE * (groups.length + 2));
  const svg = drawPlot({
    width,
    height,
    ...margins,
    marginRight: width - margins.marginLeft - PLOT.width,
    style: { fontSize: "12px" },
    x: { ...scaleOf(chart.x), labelAnchor: "center" },
    y: { ...scaleOf(chart.y), labelOffset: 52 },
    marks: chart.series.flatMap((series) => marksOf(series, hueOf(series))),
  });
  groups.forEach((name, i) => {
    const x = margins.marginLeft + PLOT.width + 20;
    const y = margins.marginTop + LEGEND_LINE * (i + 0.5);
    const hue = hues[i % hues.length];
    svg.append(svgElement("circle", { cx: x, cy: y, r: 5, fill: hue }));
    const text = { x: x + 12, y: y + 4, "text-anchor": "start", "font-size": FONT_SIZE };
    svg.append(svgElement("text", text, name));
  });
  const sheet = { width, height: SHEET_TOP + height };
  return svgSheet(chart, sheet, [{ x: 0, y: SHEET_TOP, svg }]);
}

function groupOf({ name, group = name }: Series): string {
  return group;
}

function scaleOf({ label, scale = "log" }: Axis): Plot.ScaleOptions {
  const grid = { label, grid: true, nice: true };
  return scale === "log" ? { ...grid, type: "log", ticks: 6, tickFormat: tick } : grid;
}

/** Powers of ten, in full as far as they are short: "100", "10⁶". */
function tick(x: number): string {
  const power = Math.round(Math.log10(x));
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  if (power >= -3 && power <= 3) return String(x);
  const superscript = Array.from(String(Math.abs(power)), (digit) => digits[Number(digit)]).join(
    "",
  );
  return `10${power < 0 ? "⁻" : ""}${superscript}`;
}

function marksOf({ points, mark }: Series, hue: string): Plot.Markish[] {
  const at = { x: "x", y: "y" } as const;
  const labelled = points.flatMap(({ label, ...point }) =>
    label === undefined ? [] : [{ ...point, label: harmless(label) }],
  );
  const labels = Plot.text(labelled, { ...at, text: "label", dy: -10, fontSize: 11, fill: hue });
  if (mark === "dots") {
    return [Plot.dot(points, { ...at, fill: hue, fillOpacity: 0.75, r: 3 }), labels];
  }
  const dash = mark === "dashed" ? { strokeDasharray: "6 4" } : {};
  return [Plot.line(points, { ...at, stroke: hue, strokeWidth: 2, ...dash }), labels];
}

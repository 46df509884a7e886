/**
 * @file Accuracy against source length, a line a model with the band of its interval: the shape of
 * Bahdanau 2015, Figure 2. Lengths that no training source had are shaded; each line is named where
 * it ends.
 */
import * as Plot from "@observablehq/plot";
import { hues } from "./hues.js";
import {
  drawPlot,
  SHEET_TOP,
  svgElement,
  svgSheet,
  textExtent,
  type Heading,
  type SvgElement,
} from "./svgSheet.js";

/** One model. */
export interface LengthCurve {
  readonly name: string;
  readonly parameters: number;
  /** By rising length; accuracies in percent. */
  readonly points: readonly {
    readonly length: number;
    readonly accuracy: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** What to draw besides the curves. */
export interface LengthCurveLook extends Heading {
  /** What accuracy is: "token accuracy". */
  readonly measure: string;
  /** Lengths of the sources trained on. */
  readonly trained: readonly [shortest: number, longest: number];
  /** Names of the models without attention: their lines are dashed. */
  readonly dashed: readonly string[];
}

const PLOT_WIDTH = 640;
const HEIGHT = 440;
const FONT_SIZE = 14;
const SMALL = 12;
/** Pixels from label to label below it. */
const LABEL_HEIGHT = 36;
/** Pixels from the end of a line to its label: a leader, and a sample of the line. */
const LEADER = 40;
const SAMPLE = 14;
const margins = { marginLeft: 56, marginTop: 48, marginBottom: 48 };

/** The curves as an .svg file. */
export function lengthCurveSvg(curves: readonly LengthCurve[], look: LengthCurveLook): string {
  const labels = curves.map(labelOf);
  const labelWidth = Math.max(
    0,
    ...labels.map(({ name, detail }) =>
      Math.max(textExtent(name, FONT_SIZE), textExtent(detail, SMALL)),
    ),
  );
  const size = {
    width: margins.marginLeft + PLOT_WIDTH + LEADER + labelWidth + 24,
    height: Math.max(
      HEIGHT,
      labels.length * LABEL_HEIGHT + margins.marginTop + margins.marginBottom,
    ),
  };
  const chart = drawChart(curves, look, size);
  labelEnds(chart, curves, size.height);
  const sheet = { width: size.width, height: SHEET_TOP + 8 + size.height };
  return svgSheet(look, sheet, [{ x: 0, y: SHEET_TOP + 8, svg: chart }]);
}

function drawChart(
  curves: readonly LengthCurve[],
  { measure, trained: [first, last], dashed }: LengthCurveLook,
  { width, height }: { readonly width: number; readonly height: number },
): SvgElement {
  const lengths = curves.flatMap(({ points }) => points.map(({ length }) => length));
  const shortest = lengths.reduce((least, length) => Math.min(least, length), first);
  const longest = lengths.reduce((most, length) => Math.max(most, length), last);
  const note = { y: 100, dy: -14, fontSize: SMALL };
  return drawPlot({
    width,
    height,
    ...margins,
    marginRight: width - margins.marginLeft - PLOT_WIDTH,
    style: { fontSize: `${SMALL}px` },
    x: {
      domain: [shortest, longest],
      label: "source length, tokens",
      labelAnchor: "center",
      tickFormat: "d",
    },
    y: { domain: [0, 100], label: `${measure}, %`, labelOffset: 40, grid: true },
    marks: [
      longest > last
        ? [
            Plot.rect([{}], { x1: last, x2: longest, y1: 0, y2: 100, fill: "#efefef" }),
            Plot.ruleX([last], { stroke: "#999", strokeDasharray: "2 3" }),
            Plot.text(["longer than any source in training"], {
              ...note,
              x: longest,
              textAnchor: "end",
            }),
          ]
        : [],
      Plot.text([`trained on lengths ${first}–${last}`], {
        ...note,
        x: shortest,
        textAnchor: "start",
      }),
      Plot.ruleY([0]),
      curves.map(({ points }, i) =>
        Plot.areaY(points, {
          x: "length",
          y1: "low",
          y2: "high",
          fill: hueOf(i),
          fillOpacity: 0.16,
        }),
      ),
      curves.map(({ name, points }, i) =>
        Plot.lineY(points, {
          x: "length",
          y: "accuracy",
          stroke: hueOf(i),
          strokeWidth: 2.5,
          ...(dashed.includes(name) && { strokeDasharray: "7 4" }),
        }),
      ),
    ],
  });
}

/** Name and size of each model beside the end of its line, moved apart where lines end together. */
function labelEnds(chart: SvgElement, curves: readonly LengthCurve[], height: number): void {
  const { marginLeft, marginTop, marginBottom } = margins;
  const x = marginLeft + PLOT_WIDTH;
  const yOf = (accuracy: number): number =>
    marginTop + (1 - accuracy / 100) * (height - marginTop - marginBottom);
  const ends = curves.flatMap((curve, i) => {
    const last = curve.points.at(-1);
    return last === undefined ? [] : [{ ...labelOf(curve), hue: hueOf(i), y: yOf(last.accuracy) }];
  });
  ends.sort((a, b) => a.y - b.y);
  const places = spreadApart(
    ends.map(({ y }) => y),
    height - marginBottom,
  );
  ends.forEach(({ name, detail, hue, y }, i) => {
    const leader = { x1: x + 3, y1: y, x2: x + LEADER - 4 - SAMPLE, y2: places[i], stroke: hue };
    const sample = { x1: leader.x2, y1: places[i], x2: x + LEADER - 4, y2: places[i], stroke: hue };
    const text = { x: x + LEADER, fill: "#222", "text-anchor": "start" };
    chart.append(svgElement("line", { ...leader, "stroke-width": 1 }));
    chart.append(svgElement("line", { ...sample, "stroke-width": 3 }));
    chart.append(
      svgElement(
        "text",
        { ...text, y: places[i] + 4, "font-size": FONT_SIZE, "font-weight": 600 },
        name,
      ),
    );
    chart.append(
      svgElement("text", { ...text, y: places[i] + 19, "font-size": SMALL, fill: "#555" }, detail),
    );
  });
}

function labelOf({ name, parameters, points }: LengthCurve): { name: string; detail: string } {
  const reached = points.at(-1)?.accuracy.toFixed(0) ?? "–";
  return { name: `${name}: ${reached} %`, detail: `${parameters.toLocaleString("en")} parameters` };
}

/** Rising places, each at least a label below the one before; the last no lower than `lowest`. */
function spreadApart(places: readonly number[], lowest: number): number[] {
  const apart: number[] = [];
  for (const place of places) {
    apart.push(Math.max(place, (apart.at(-1) ?? -Infinity) + LABEL_HEIGHT));
  }
  let limit = lowest - LABEL_HEIGHT / 2;
  for (let i = apart.length - 1; i >= 0 && apart[i] > limit; i--) {
    apart[i] = limit;
    limit -= LABEL_HEIGHT;
  }
  return apart;
}

function hueOf(curve: number): string {
  return hues[curve % hues.length];
}

/**
 * @file How training went: loss, and the error on held-out data where it was measured, against
 * updates or seconds; several runs, such as attention and its fixed-context twin, in one picture.
 */
import * as Plot from "@observablehq/plot";
import { hues } from "./hues.js";
import {
  drawPlot,
  type Placed,
  SHEET_TOP,
  type SvgElement,
  svgElement,
  svgSheet,
} from "./svgSheet.js";

/** What was known at one moment of training; what was not measured then is absent. */
export interface TrainingReport {
  readonly updates: number;
  readonly seconds: number;
  /** Mean cross-entropy a target token, in nats. */
  readonly trainLoss?: number;
  readonly devLoss?: number;
  /** In per cent. */
  readonly devError?: number;
}

/** One curve of each kind. */
export interface TrainingRun {
  /** As the legend says it: "additive attention". */
  readonly name: string;
  readonly reports: readonly TrainingReport[];
}

/** What to draw. */
export interface LossCurveLook {
  readonly title: string;
  readonly against: "updates" | "seconds";
  /** What `devError` is: "phone error rate". */
  readonly errorName: string;
}

type Measure = "trainLoss" | "devLoss" | "devError";

/** A measured value of run number `run`, told apart by position: two runs may share a name. */
interface Point {
  readonly run: number;
  readonly x: number;
  readonly y: number;
}

/** One pair of axes; all panels share the horizontal one. */
interface Panel {
  readonly label: string;
  readonly height: number;
  readonly training: readonly Point[];
  readonly heldOut: readonly Point[];
}

const WIDTH = 720;
const LEGEND_LINE = 20;
const LEGEND_GAP = 10;
const EDGE = 16;
const FONT_SIZE = 12;

/** The runs as an .svg file: thin lines for training, thick ones for held-out data. */
export function lossCurveSvg(runs: readonly TrainingRun[], look: LossCurveLook): string {
  const points = (measure: Measure): Point[] =>
    runs.flatMap(({ reports }, run) => pointsOf(reports, measure, look.against, run));
  const loss: Panel = {
    label: "loss, nats a token",
    height: 300,
    training: points("trainLoss"),
    heldOut: points("devLoss"),
  };
  const error: Panel = {
    label: `${look.errorName}, %`,
    height: 210,
    training: [],
    heldOut: points("devError"),
  };
  const panels = error.heldOut.length > 0 ? [loss, error] : [loss];

  const pictures: Placed[] = [];
  let y = SHEET_TOP;
  for (const [i, run] of runs.entries()) {
    pictures.push({ x: EDGE, y, svg: drawLegendLine(run, i, look.errorName) });
    y += LEGEND_LINE;
  }
  y += LEGEND_GAP;
  const furthest = largest(runs.flatMap(({ reports }) => reports.map((at) => at[look.against])));
  for (const panel of panels) {
    pictures.push({ x: EDGE - 4, y, svg: drawPanel(panel, look.against, furthest) });
    y += panel.height;
  }
  const heading = { title: look.title, caption: "thin: training, thick: held-out data" };
  return svgSheet(heading, { width: WIDTH, height: y }, pictures);
}

function pointsOf(
  reports: readonly TrainingReport[],
  measure: Measure,
  against: LossCurveLook["against"],
  run: number,
): Point[] {
  return reports.flatMap((report) => {
    const value = report[measure];
    if (value === undefined) return [];
    // A loss that overflowed leaves a gap in the line; as a number it would flatten all others.
    return [{ run, x: report[against], y: Number.isFinite(value) ? value : NaN }];
  });
}

function drawPanel(panel: Panel, against: string, furthest: number): SvgElement {
  const highest = largest([...panel.training, ...panel.heldOut].map(({ y }) => y));
  const line = { x: "x", y: "y", stroke: ({ run }: Point) => hues[run % hues.length], z: "run" };
  return drawPlot({
    width: WIDTH - EDGE,
    height: panel.height,
    marginLeft: 48,
    marginRight: 28,
    marginTop: 36,
    marginBottom: 40,
    style: { fontSize: `${FONT_SIZE}px` },
    x: { domain: [0, furthest], label: against },
    y: { domain: [0, highest], label: panel.label, nice: true, grid: true },
    color: { type: "identity" },
    marks: [
      Plot.ruleY([0]),
      Plot.lineY(panel.training, { ...line, strokeWidth: 1.25, strokeOpacity: 0.5 }),
      Plot.lineY(panel.heldOut, { ...line, strokeWidth: 2.5, marker: "dot" }),
    ],
  });
}

/** A piece of the run's line, its name, and what it reached. */
function drawLegendLine(
  { name, reports }: TrainingRun,
  run: number,
  errorName: string,
): SvgElement {
  const loss = reports.findLast(({ devLoss }) => devLoss !== undefined)?.devLoss;
  const error = reports.findLast(({ devError }) => devError !== undefined)?.devError;
  const reached = [
    ...(loss === undefined ? [] : [`held-out loss ${loss.toFixed(3)}`]),
    ...(error === undefined ? [] : [`${errorName} ${error.toFixed(1)} %`]),
  ];
  const text = name + (reached.length > 0 ? `: ${reached.join(", ")}` : "");
  const line = svgElement("svg", { width: WIDTH - 2 * EDGE, height: LEGEND_LINE });
  const stroke = { stroke: hues[run % hues.length], "stroke-width": 3 };
  line.append(svgElement("line", { x1: 0, x2: 24, y1: 10, y2: 10, ...stroke }));
  line.append(svgElement("text", { x: 32, y: 14, "font-size": FONT_SIZE + 1 }, text));
  return line;
}

/** The largest of these numbers, the end of an axis from 0; 1 where there is none. */
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => (value > most ? value : most), 0) || 1;
}

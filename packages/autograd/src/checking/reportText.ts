/**
 * @file A gradient report to be read: the verdict first, then what helps to mend it.
 */
import { formatShape } from "@heed/tensor";
import type { CheckOutcome, Comparison, GradientReport, Guilty, Kink } from "./gradientReport.js";

/** Kinks that are named; of more, how many there are. */
const named = 4;

export function reportText(report: GradientReport): string {
  const { ok, order, mode, seed, worst, wrong, kinks, guilty, picture, checks, replay } = report;
  const what = order === 1 ? "gradient" : "gradient, and the gradient's own";
  const settings = `(${mode}, order ${String(order)}, seed ${String(seed)})`;
  const failed = checks.filter((check) => !check.ok);
  return [
    `${what}: ${ok ? "right" : "WRONG"} ${settings}`,
    ...(worst === undefined
      ? []
      : comparisonLines(worst, ok ? "nearest to its tolerance" : "worst")),
    ...(wrong.length > 1 ? [`  and ${String(wrong.length - 1)} more beyond their tolerance`] : []),
    ...failed.flatMap(failureLine),
    ...(guilty === undefined ? [] : guiltyLines(guilty)),
    ...(picture === undefined ? [] : indent(picture)),
    ...kinkLines(kinks),
    `  checked: ${checks.map(checkWord).join(", ")}`,
    ...(ok ? [] : [`  again: ${replay}`]),
  ].join("\n");
}

function comparisonLines(
  { where, analytic, numeric, tolerance }: Comparison,
  what: string,
): string[] {
  return [
    `  ${what}: ${where}`,
    `    by the rules    ${number(analytic)}`,
    `    by differences  ${number(numeric)} ± ${tolerance.toPrecision(2)}`,
  ];
}

function failureLine({ name, order, wrong, worst }: CheckOutcome): string[] {
  if (name === "differences") return [];
  const second = order === 2 ? " (second order)" : "";
  if (wrong !== undefined) return [`  not ${name}${second}: ${wrong}`];
  if (worst === undefined) return [];
  const { where, analytic, numeric, tolerance } = worst;
  const numbers = `${number(analytic)}, not ${number(numeric)} ± ${tolerance.toPrecision(2)}`;
  return [`  not ${name}${second}: ${where}: ${numbers}`];
}

function guiltyLines({
  operator,
  place,
  of,
  shapes,
  attributes,
  operand,
  worst,
}: Guilty): string[] {
  const given = Object.keys(attributes).length === 0 ? "" : ` ${JSON.stringify(attributes)}`;
  const operands = shapes.map(formatShape).join(", ");
  const { where, analytic, numeric, tolerance } = worst;
  return [
    `  guilty: ${operator} of ${operands}${given}, operator ${String(place + 1)} of ${String(of)} on the tape`,
    `    its own gradient by ${operand}, at ${where}: ${number(analytic)}, not ${number(numeric)} ± ${tolerance.toPrecision(2)}`,
  ];
}

function kinkLines(kinks: readonly Kink[]): string[] {
  const lines = kinks.slice(0, named).map(({ where, left, right, analytic, through }) => {
    if (through !== undefined) {
      const words = `through ${through} on the tape, which has a kink there`;
      return `  ${where}: slope ${about(left)}, the rules say ${number(analytic)}: ${words}`;
    }
    const slopes = `slopes ${about(left)} and ${about(right)}`;
    return `  not differentiable at ${where}: ${slopes}; the rules say ${number(analytic)}`;
  });
  const more = kinks.length - lines.length;
  return more > 0 ? [...lines, `  and at ${String(more)} other places`] : lines;
}

function checkWord({ name, order, ok }: CheckOutcome): string {
  return `${ok ? "" : "NOT "}${name}${order === 2 ? "²" : ""}`;
}

function indent(text: string): string[] {
  return text.split("\n").map((line, i) => (i === 0 ? `  ${line}` : `    ${line}`));
}

/** Enough digits to tell two gradients apart, and no more. */
function number(value: number): string {
  return String(Number(value.toPrecision(9)));
}

/** One-sided slopes are known to fewer digits. */
function about(value: number): string {
  return String(Number(value.toPrecision(4)));
}

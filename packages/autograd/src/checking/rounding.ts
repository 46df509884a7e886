/**
 * @file How far rounding may take a gradient: by a thousand roundings, each as strong as its answer to a
 * small push of its cotangent and its point.
 */
import { Random } from "@heed/tensor";
import type { Setting } from "./check.js";
import { elementName } from "./place.js";
import type { Comparison } from "./gradientReport.js";
import type { Numbers, Probe } from "./probe.js";
import { signed } from "./signed.js";
import { epsilon } from "./slope.js";

const push = 2 ** -40;
const roundings = 2 ** 10;
/** A push across a kink is answered by far more than rounding would be. */
const strongest = 2 ** 20;

/** What nothing but rounding may leave of a gradient whose terms cancel: 1 − 1 is at times 10⁻¹⁷. */
export function residueOf(u: Float64Array): number {
  return 64 * epsilon * u.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** The gradients of ⟨u, f⟩ by the rules, and how far off rounding may take each. */
export function gradientAt(
  probe: Probe,
  u: Float64Array,
): Pick<Setting, "u" | "gradients" | "roundings"> {
  const gradients = probe.pullBack(u);
  return { u, gradients, roundings: roundingsOf(probe, u, gradients) };
}

/** For each input's gradient, how far off rounding may take it. */
function roundingsOf(probe: Probe, u: Float64Array, gradients: Numbers): number[] {
  const random = new Random(1);
  const pushed = (numbers: Float64Array): Float64Array => {
    const by = signed(numbers.length, random);
    return numbers.map((value, i) => value * (1 + push * by[i]));
  };
  const sizes = gradients.map((gradient) => largest(gradient));
  const answers = [
    probe.pullBack(pushed(u)),
    probe.at(probe.point.map(pushed)).pullBack(pushed(u)),
  ];
  return gradients.map((gradient, i) => {
    const answer = Math.max(
      ...answers.map((other) => largest(other[i].map((value, j) => (value - gradient[j]) / push))),
    );
    const rounding = sizes[i] + Math.min(answer, strongest * Math.max(1, sizes[i]));
    return roundings * epsilon * rounding + residueOf(u);
  });
}

function largest(numbers: Float64Array): number {
  return numbers.reduce((most, value) => {
    return Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most;
  }, 0);
}

/** Two ways to compute the gradients, element by element; of each input, the farthest apart. */
export function compareGradients(
  probe: Probe,
  one: Numbers,
  other: Numbers,
  tolerances: readonly number[],
  what: string,
): Comparison[] {
  return probe.inputs.flatMap((input, i) => {
    if (input.size === 0) return [];
    const off = one[i].map((value, j) => Math.abs(value - other[i][j]));
    // A difference that is no number is the largest.
    const j = off.reduce((worst, value, at) => (value <= off[worst] ? worst : at), 0);
    const where = `${elementName(input, j)} ${what}`;
    const [analytic, numeric] = [one[i][j], other[i][j]];
    return [{ where, input: input.name, analytic, numeric, tolerance: tolerances[i] }];
  });
}

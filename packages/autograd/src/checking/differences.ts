/**
 * @file The rules' derivatives against those by differences: along directions, at single elements, or
 * element by element and output by output.
 *
 * A direction moves every element of one input at once, so that whichever is wrong, a random
 * direction does not miss it. Where a direction disagrees, or meets a kink, its elements are halved
 * until those are found that are to blame: the worst one is named, kinks are set apart.
 */
import type { Random } from "@heed/tensor";
import type { Check, Finding } from "./check.js";
import type { CheckMode, Comparison, Kink } from "./gradientReport.js";
import { kinksOf, type KinkSlopes } from "./kinkSlopes.js";
import { dot, type Numbers, type Place, type Probe } from "./probe.js";
import { signed } from "./signed.js";
import { epsilon, noiseOf, slopesOf, type Line, type Slope, type Values } from "./slope.js";

export const differences: Check = {
  about: "the rules' derivatives are what differences say",
  orders: [1, 2],
  find: (setting): Finding => differencesOf(setting.probe, setting),
};

/** What came of comparing. */
export interface Differences {
  readonly comparisons: readonly Comparison[];
  readonly kinks: readonly Kink[];
}

/** What is compared. */
export interface Asked {
  readonly mode: CheckMode;
  /** The cotangent, for all modes but `"full"`. */
  readonly u: Float64Array;
  /** The gradients of ⟨u, f⟩ by the rules. */
  readonly gradients: Numbers;
  readonly samples: number;
  readonly random: Random;
  /** An input or an element by its name, to look at nothing else. */
  readonly only: string | undefined;
}

/** How many lines may be walked to find who is to blame. */
const budget = 2048;

/**
 * Roundings that an element of a gradient may have behind it, in units of the largest term; and, where
 * terms cancel, in units of the largest cotangent: 1 − 1 is at times 10⁻¹⁷.
 */
const roundings = 64;
const cancelled = 8;

/** What nothing but rounding may have left of a gradient. */
export function residueOf(u: Float64Array): number {
  return cancelled * epsilon * u.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

export function differencesOf(probe: Probe, asked: Asked): Differences {
  const walk = new Walk(probe, asked);
  probe.inputs.forEach((input, i) => {
    if (input.size === 0) return;
    const all = Array.from({ length: input.size }, (_, j) => j);
    const wanted = all.filter((j) => isAsked(asked.only, input, j));
    if (wanted.length === 0) return;
    if (asked.mode === "full") walk.jacobian(i, wanted);
    else if (asked.mode === "sampled") walk.elements(i, sample(wanted, asked));
    else for (let n = 0; n < asked.samples; n++) walk.direction(i, wanted);
  });
  return walk.found();
}

function isAsked(only: string | undefined, input: Place, j: number): boolean {
  return only === undefined || only === input.name || only === elementName(input, j);
}

function sample(indices: readonly number[], { samples, random }: Asked): number[] {
  const left = [...indices];
  const count = Math.min(samples, left.length);
  return Array.from({ length: count }, () => left.splice(random.integer(0, left.length - 1), 1)[0]);
}

/** `b[1,2]` for the element at a place in row-major order; `b` alone for a scalar. */
export function elementName({ name, shape }: Place, j: number): string {
  return shape.length === 0 ? name : `${name}[${indexOf({ shape }, j).join(",")}]`;
}

export function indexOf({ shape }: Pick<Place, "shape">, j: number): number[] {
  const index = shape.map(() => 0);
  for (let d = shape.length - 1, left = j; d >= 0; d--) {
    index[d] = left % shape[d];
    left = Math.floor(left / shape[d]);
  }
  return index;
}

/** Whether a comparison shows an error. */
export function isWrong({ analytic, numeric, tolerance }: Comparison): boolean {
  return !(Math.abs(analytic - numeric) <= tolerance);
}

class Walk {
  readonly #probe: Probe;
  readonly #asked: Asked;
  readonly #comparisons: Comparison[] = [];
  readonly #kinks: Kink[] = [];
  #lines = 0;
  /** What rounding may leave of an element of a gradient. */
  readonly #residue: number;

  constructor(probe: Probe, asked: Asked) {
    this.#probe = probe;
    this.#asked = asked;
    this.#residue = residueOf(asked.mode === "full" ? Float64Array.of(1) : asked.u);
  }

  found(): Differences {
    return { comparisons: this.#comparisons, kinks: this.#kinks };
  }

  /** All of some elements at once, then whoever is to blame. */
  direction(i: number, indices: readonly number[]): void {
    const d = this.#drawDirection(i);
    const noise = noiseOf(this.#line(i, indices, d));
    this.#halve(i, indices, d, noise);
  }

  /** Some elements, one by one. */
  elements(i: number, indices: readonly number[]): void {
    const d = this.#drawDirection(i);
    const noise = noiseOf(this.#line(i, indices, d));
    for (const j of indices) this.#halve(i, [j], d, noise);
  }

  /** Every output by each of some elements. */
  jacobian(i: number, indices: readonly number[]): void {
    const input = this.#probe.inputs[i];
    const rows = this.#jacobianRows(i);
    const d = this.#drawDirection(i);
    const noise = noiseOf(this.#line(i, indices, d, true));
    for (const j of indices) {
      const line = this.#line(i, [j], d, true);
      const slopes = slopesOf(line, noise);
      const kinks = kinksOf(line, noise);
      const opinions = once(() => slopesOf(line, noise, second));
      rows.forEach((row, output) => {
        const analytic = row[j] * d[j];
        const slope = considered(analytic, slopes[output], () => opinions()[output]);
        const where = `${elementName(input, j)} → ${this.#outputName(output)}`;
        this.#note({ i, j, where, analytic, slope, unit: d[j], kink: kinks[output] });
      });
    }
  }

  #halve(i: number, indices: readonly number[], d: Float64Array, noise: Float64Array): void {
    const input = this.#probe.inputs[i];
    const { gradients } = this.#asked;
    const line = this.#line(i, indices, d);
    const terms = indices.map((j) => gradients[i][j] * d[j]);
    const size = indices.reduce((total, j) => total + Math.abs(d[j]), 0);
    const { comparison: found, slope, kink } = opinionOf(line, noise, terms, size * this.#residue);
    const { analytic } = found;
    this.#lines++;
    if (indices.length === 1) {
      const [j] = indices;
      this.#note({ i, j, where: elementName(input, j), analytic, slope, unit: d[j], kink });
      return;
    }
    const where = `${input.name} along a direction`;
    const comparison = { where, input: input.name, ...found };
    const wrong = isWrong(comparison);
    const known = this.#comparisons.length + this.#kinks.length;
    if ((wrong || kink !== undefined) && this.#lines < budget) {
      const middle = indices.length >> 1;
      this.#halve(i, indices.slice(0, middle), d, noise);
      this.#halve(i, indices.slice(middle), d, noise);
      const blamed = this.#comparisons.slice(known).some(isWrong) || this.#kinks.length > 0;
      if (!wrong || blamed) return;
    }
    this.#comparisons.push(comparison);
  }

  /** One element's comparison, in units of that element; or the kink it sits at. */
  #note({ i, j, where, analytic, slope, unit, kink }: Element): void {
    const input = this.#probe.inputs[i];
    const index = indexOf(input, j);
    const rule = analytic / unit;
    if (kink !== undefined) {
      const slopes = [kink.left / unit, kink.right / unit];
      const [left, right] = unit < 0 ? slopes.reverse() : slopes;
      this.#kinks.push({ where, input: input.name, index, left, right, analytic: rule });
      return;
    }
    const rounding = roundings * epsilon * Math.abs(rule) + this.#residue;
    const tolerance = slope.error / Math.abs(unit) + rounding;
    const numeric = slope.value / unit;
    this.#comparisons.push({ where, input: input.name, index, analytic: rule, numeric, tolerance });
  }

  /** f, or ⟨u, f⟩, where some elements of an input move along a direction. */
  #line(i: number, indices: readonly number[], d: Float64Array, whole = false): Line {
    const { point } = this.#probe;
    const walked = new Map<number, Values>();
    return (t) => {
      const known = walked.get(t);
      if (known !== undefined) return known;
      const moved = Float64Array.from(point[i]);
      for (const j of indices) moved[j] += t * d[j];
      const y = this.#probe.evaluate(point.with(i, moved));
      const values = whole ? { values: y, sizes: y.map(Math.abs) } : contract(this.#asked.u, y);
      walked.set(t, values);
      return values;
    };
  }

  /** Random steps, no element's near 0; large numbers take larger ones. */
  #drawDirection(i: number): Float64Array {
    const x = this.#probe.point[i];
    return signed(x.length, this.#asked.random).map(
      (step, j) => step * 2 ** Math.max(0, Math.round(Math.log2(Math.abs(x[j])))),
    );
  }

  /** ∂y_o / ∂x for one input x and every element y_o of the outputs, by the rules. */
  #jacobianRows(i: number): Float64Array[] {
    const unit = new Float64Array(this.#probe.outputSize);
    return Array.from(unit, (_, output) => {
      return this.#probe.pullBack(unit.map((__, o) => (o === output ? 1 : 0)))[i];
    });
  }

  #outputName(output: number): string {
    let left = output;
    for (const place of this.#probe.outputs) {
      if (left < place.size) return elementName(place, left);
      left -= place.size;
    }
    throw new RangeError(`there is no output ${String(output)}`);
  }
}

interface Element {
  readonly i: number;
  readonly j: number;
  readonly where: string;
  /** Along the step, which is `unit` long. */
  readonly analytic: number;
  readonly slope: Slope;
  readonly unit: number;
  readonly kink: KinkSlopes | undefined;
}

/**
 * What the rules and the differences say along a line, the terms of the rules' sum being given, and
 * what rounding may leave of it.
 */
export function opinionOf(
  line: Line,
  noise: Float64Array,
  terms: readonly number[],
  residue: number,
): Opinion {
  const analytic = terms.reduce((total, term) => total + term, 0);
  const size = terms.reduce((total, term) => total + Math.abs(term), 0);
  const [first] = slopesOf(line, noise);
  const slope = considered(analytic, first, () => slopesOf(line, noise, second)[0]);
  const [kink] = kinksOf(line, noise);
  const tolerance = slope.error + roundings * epsilon * size + residue;
  return { comparison: { analytic, numeric: slope.value, tolerance }, slope, kink };
}

interface Opinion {
  readonly comparison: Pick<Comparison, "analytic" | "numeric" | "tolerance">;
  readonly slope: Slope;
  readonly kink: KinkSlopes | undefined;
}

/** Other steps than those of the first opinion, and no fraction of them. */
const second = 0.61;

/**
 * The slope; where the rule disagrees with it, with the doubt that a second opinion casts on it. An
 * extrapolation may converge by chance, two do not converge to the same by chance.
 */
function considered(analytic: number, slope: Slope, again: () => Slope): Slope {
  if (Math.abs(analytic - slope.value) <= slope.error) return slope;
  const other = again();
  const apart = Math.abs(slope.value - other.value);
  return { value: slope.value, error: Math.max(slope.error, Number.isNaN(apart) ? 0 : apart) };
}

function contract(u: Float64Array, y: Float64Array): Values {
  const size = y.reduce((total, value, i) => total + Math.abs(u[i] * value), 0);
  return { values: Float64Array.of(dot(u, y)), sizes: Float64Array.of(size) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/**
 * @file The rules' derivatives against those by differences: along directions, at single elements, or
 * element by element and output by output.
 *
 * A direction moves every element of one input at once, so that whichever is wrong, a random
 * direction does not miss it. Where a direction disagrees, meets a kink or says little, its elements
 * are halved until those are found that are to blame: the worst is named, kinks are set apart.
 */
import type { Random } from "@heed/tensor";
import type { Check, Finding } from "./check.js";
import { gainOf } from "./gain.js";
import type { CheckMode, Comparison, Kink } from "./gradientReport.js";
import { noiseOf } from "./noise.js";
import { isContent, isWrong, opinionsOf, type Opinion, type Ruling } from "./opinion.js";
import { elementName, indexOf, type Place } from "./place.js";
import type { Numbers, Probe } from "./probe.js";
import { gradientAt } from "./rounding.js";
import { signed } from "./signed.js";
import type { Line } from "./slope.js";

export const differences: Check = {
  about: "the rules' derivatives are what differences say",
  orders: [1, 2],
  find: (setting): Finding => differencesOf(setting.probe, setting),
};

/** What is compared. */
export interface Asked {
  readonly mode: CheckMode;
  /** The cotangent, for all modes but `"full"`. */
  readonly u: Float64Array;
  /** The gradients of ⟨u, f⟩ by the rules. */
  readonly gradients: Numbers;
  /** For each of those, how far off rounding may take it. */
  readonly roundings: readonly number[];
  readonly samples: number;
  readonly random: Random;
  /** An input or an element by its name, to look at nothing else. */
  readonly only: string | undefined;
  /** Whether to find who is to blame, or the verdict alone. */
  readonly explain: boolean;
}

/** What came of comparing. */
export interface Differences {
  readonly comparisons: readonly Comparison[];
  readonly kinks: readonly Kink[];
  /** An error was found that no kink can be behind, and nothing more was asked. */
  readonly settled?: boolean;
}

/** How many lines may be walked to find who is to blame. */
const budget = 512;

/** Far enough from a point to leave its kinks behind, near enough to meet its errors again. */
const aside = 2 ** -12;

export function differencesOf(probe: Probe, asked: Asked): Differences {
  const walk = new Walk(probe, asked);
  probe.inputs.forEach((input, i) => {
    const all = Array.from({ length: input.size }, (_, j) => j);
    const wanted = all.filter((j) => isAsked(asked.only, input, j));
    if (wanted.length === 0 || walk.settled) return;
    if (asked.mode === "full") walk.jacobian(i, wanted);
    else if (asked.mode === "sampled") walk.elements(i, sample(wanted, asked));
    else for (let n = 0; n < asked.samples; n++) walk.direction(i, wanted);
  });
  return walk;
}

function isAsked(only: string | undefined, input: Place, j: number): boolean {
  return only === undefined || only === input.name || only === elementName(input, j);
}

function sample(indices: readonly number[], { samples, random }: Asked): number[] {
  const left = [...indices];
  const count = Math.min(samples, left.length);
  return Array.from({ length: count }, () => left.splice(random.integer(0, left.length - 1), 1)[0]);
}

class Walk implements Differences {
  readonly comparisons: Comparison[] = [];
  readonly kinks: Kink[] = [];
  readonly #probe: Probe;
  readonly #asked: Asked;
  settled = false;
  #lines = 0;

  constructor(probe: Probe, asked: Asked) {
    this.#probe = probe;
    this.#asked = asked;
  }

  /** All of some elements at once, then whoever is to blame. */
  direction(i: number, indices: readonly number[]): void {
    this.#halve(i, indices, this.#drawDirection(i));
  }

  /** Some elements, one by one. */
  elements(i: number, indices: readonly number[]): void {
    const d = this.#drawDirection(i);
    const noise = noiseOf(this.#line(i, indices, d));
    for (const j of indices) this.#halve(i, [j], d, noise);
  }

  /** Every output by each of some elements. */
  jacobian(i: number, indices: readonly number[]): void {
    const rows = this.#jacobianRows(i);
    const d = this.#drawDirection(i);
    const noise = noiseOf(this.#line(i, indices, d, true));
    const rounding = this.#asked.roundings[i];
    for (const j of indices) {
      const rulings = rows.map((row): Ruling => {
        const value = row[j] * d[j];
        return { value, size: Math.abs(value), rounding: rounding * Math.abs(d[j]) };
      });
      const opinions = opinionsOf(this.#line(i, [j], d, true), rulings, noise);
      opinions.forEach((opinion, output) => {
        this.#note(i, j, d[j], opinion, ` → ${this.#outputName(output)}`);
      });
    }
  }

  #halve(i: number, indices: readonly number[], d: Float64Array, noise?: Float64Array): void {
    if (this.settled) return;
    // Whatever is suspected of several elements, their halves will overrule.
    const hasty = indices.length > 1 && this.#lines + 1 < budget;
    const opinion = this.#opinion(i, indices, d, { noise, hasty });
    this.#lines++;
    if (indices.length === 1) {
      this.#note(i, indices[0], d[indices[0]], opinion);
      return;
    }
    const { name } = this.#probe.inputs[i];
    const comparison = { where: `${name} along a direction`, input: name, ...opinion.comparison };
    if (isContent(opinion) || this.#lines >= budget) {
      this.comparisons.push(comparison);
      return;
    }
    if (!this.#asked.explain && this.#isWrongAside(i, indices, d)) {
      this.comparisons.push(comparison);
      this.settled = true;
      return;
    }
    // A derivative is linear: what is right for both halves is right for the whole, whatever
    // a step across somebody's kink has said.
    const middle = indices.length >> 1;
    this.#halve(i, indices.slice(0, middle), d);
    this.#halve(i, indices.slice(middle), d);
  }

  #opinion(
    i: number,
    indices: readonly number[],
    d: Float64Array,
    {
      noise,
      hasty = false,
    }: { readonly noise?: Float64Array | undefined; readonly hasty?: boolean } = {},
  ): Opinion {
    const { gradients, roundings } = this.#asked;
    const terms = indices.map((j) => gradients[i][j] * d[j]);
    const ruling: Ruling = {
      value: terms.reduce((total, term) => total + term, 0),
      size: terms.reduce((total, term) => total + Math.abs(term), 0),
      rounding: roundings[i] * indices.reduce((total, j) => total + Math.abs(d[j]), 0),
    };
    return opinionsOf(this.#line(i, indices, d), [ruling], noise, hasty)[0];
  }

  /** Whether the rules are wrong a little aside, too, where no kink of the point is in the way. */
  #isWrongAside(i: number, indices: readonly number[], d: Float64Array): boolean {
    const { u, random } = this.#asked;
    const point = this.#probe.point.map((numbers) => {
      const by = signed(numbers.length, random);
      return numbers.map((x, j) => x + aside * by[j] * (x === 0 ? 1 : x));
    });
    const probe = this.#probe.at(point);
    const walk = new Walk(probe, { ...this.#asked, ...gradientAt(probe, u) });
    const { comparison, kink } = walk.#opinion(i, indices, d);
    return kink === undefined && isWrong(comparison);
  }

  /** One element's comparison, per unit of that element; or the kink it sits at. */
  #note(i: number, j: number, unit: number, { comparison, kink }: Opinion, output = ""): void {
    const input = this.#probe.inputs[i];
    const where = elementName(input, j) + output;
    const index = indexOf(input, j);
    const analytic = comparison.analytic / unit;
    if (kink === undefined) {
      const numeric = comparison.numeric / unit;
      const tolerance = comparison.tolerance / Math.abs(unit);
      this.comparisons.push({ where, input: input.name, index, analytic, numeric, tolerance });
      return;
    }
    const slopes = [kink.left / unit, kink.right / unit];
    const [left, right] = unit < 0 ? slopes.reverse() : slopes;
    this.kinks.push({ where, input: input.name, index, left, right, analytic });
  }

  /** What f, or ⟨u, f⟩, gains where some elements of an input move along a direction. */
  #line(i: number, indices: readonly number[], d: Float64Array, whole = false): Line {
    const { point, values: base } = this.#probe;
    return gainOf(base, whole ? undefined : this.#asked.u, (t) => {
      const moved = Float64Array.from(point[i]);
      for (const j of indices) moved[j] += t * d[j];
      return this.#probe.evaluate(point.with(i, moved));
    });
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
    const none = new Float64Array(this.#probe.outputSize);
    return Array.from(none, (_, output) => this.#probe.pullBack(none.with(output, 1))[i]);
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

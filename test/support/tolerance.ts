/**
 * @file How far a result may be from the float64 reference: c · ε · √K · scale.
 *
 *   ε      2⁻²⁴, half the distance from 1 to the next float32: the relative error of one rounding.
 *   K      how many roundings an element has behind it. Their signs are as good as random, so that
 *          they add up like √K (Higham & Mary 2019, SIAM J. Sci. Comput. 41, Theorem 2.4).
 *   scale  max_i |y_i| + r_i, and at least 1. r_i tells how strongly y_i answers to roundings on
 *          the way to it: the reference computes again with each operand, and the result of each
 *          kernel, off by η at random, and the answer is measured: r_i = |change of y_i| / η. At
 *          least 1, since exp, tanh and the like are computed to an error relative to 1. Where a
 *          device may be off by several ε (support/accuracy.ts), the reference is by as many η.
 *   c      8: a rounding or two for each operation that K counts once, in operand and result, and
 *          two units in the last place for an exponential; times the tail of a random sum.
 */
import { reference, type HostArray } from "@heed/tensor";
import { isInteger, type TensorData } from "@heed/testing";
import { correctlyRounded, type Accuracy } from "./accuracy.js";
import { evaluate, type Computation } from "./computation.js";
import { eta, monteCarlo } from "./monteCarlo.js";

const c = 8;
const roundings = { float32: 2 ** -24, float64: 2 ** -53 };

/** How often the answer is measured; the chance that it is small every time is small. */
const trials = 6;

/** A result that all others are held against. */
export interface Oracle {
  readonly values: HostArray[];
  /** How strongly each result answers to roundings: its largest r_i. */
  readonly answers: number[];
  /** How far each result may be from `values` when computed in float32, or in float64. */
  readonly tolerance: { readonly float32: number[]; readonly float64: number[] };
}

/**
 * The float64 reference's word. K is how many roundings an element has behind it; `accuracy` is
 * that of who computes in float32.
 */
export async function consult(
  computation: Computation,
  inputs: readonly TensorData[],
  K: number,
  accuracy: Accuracy = correctlyRounded,
): Promise<Oracle> {
  const values = await evaluate(computation, inputs, reference, "float64");
  const scales = values.map((result) => largest(1, result, (y) => Math.abs(y)));
  const answers = values.map(() => 0);
  for (let trial = 1; trial <= trials && K > 0; trial++) {
    const noisy = monteCarlo(trial, accuracy);
    const off = inputs.map((input) => {
      if (isInteger(input)) return input;
      return { ...input, values: input.values.map((x) => Math.fround(noisy.perturb(x))) };
    });
    const results = await evaluate(computation, off, noisy, "float64");
    results.forEach((result, k) => {
      const answer = (y: number, i: number) => Math.abs(y - values[k][i]) / eta;
      answers[k] = largest(answers[k], result, answer);
      scales[k] = largest(scales[k], result, (y, i) => Math.abs(values[k][i]) + answer(y, i));
    });
  }
  const bound = (epsilon: number) => scales.map((scale) => c * epsilon * Math.sqrt(K) * scale);
  return {
    values,
    answers,
    tolerance: { float32: bound(roundings.float32), float64: bound(roundings.float64) },
  };
}

/** The largest size of an element, and at least `least`. */
export function largest(
  least: number,
  result: HostArray,
  size: (y: number, i: number) => number,
): number {
  let most = least;
  for (let i = 0; i < result.length; i++) most = Math.max(most, size(result[i], i));
  return most;
}

/** The worst element that is not within its tolerance, in words; nothing when all are. */
export function worstMiss(
  actual: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
  tolerance: readonly number[],
): string | undefined {
  let worst: { ratio: number; words: string } | undefined;
  expected.forEach((wanted, k) => {
    if (actual[k].length !== wanted.length) {
      worst = {
        ratio: Infinity,
        words: `result ${k} has ${actual[k].length} elements, not ${wanted.length}`,
      };
    }
    Array.from(wanted).forEach((w, i) => {
      const off = Object.is(actual[k][i], w) || actual[k][i] === w ? 0 : Math.abs(actual[k][i] - w);
      if (off <= tolerance[k]) return;
      const ratio = Number.isNaN(off) ? Infinity : off / tolerance[k];
      if (worst !== undefined && ratio <= worst.ratio) return;
      const words = `element ${i} of result ${k} is ${actual[k][i]}, not ${w} ± ${tolerance[k]}`;
      worst = { ratio, words };
    });
  });
  return worst?.words;
}

/**
 * @file How far a result may be from the float64 reference: c · ε · √K · scale.
 *
 *   ε      2⁻²⁴, half the distance from 1 to the next float32: the relative error of one rounding.
 *   K      how many roundings an element has behind it. Their signs are as good as random, so that
 *          they add up like √K (Higham & Mary 2019, SIAM J. Sci. Comput. 41, Theorem 2.4).
 *   scale  max_i |y_i| + r_i, and at least 1, where r_i tells how strongly y_i answers to its
 *          operands: r_i ≈ |Σ_j (∂y_i/∂x_j) x_j s_j| over random signs s. Computing in float32 is
 *          computing exactly, from operands and to a result each off by a few ε (mixed stability:
 *          Higham 2002, §1.5), so an error of ε in each operand is an error of r_i · ε in y_i.
 *          The float64 reference itself tells r: operands are moved by η and the answer measured.
 *          At least 1, since exp, tanh and the like are computed to an error relative to 1.
 *   c      8: a rounding or two for each operation that K counts once, in operand and result, and
 *          two units in the last place for an exponential; times the tail of a random sum.
 */
import { Random, reference, type HostArray } from "@heed/tensor";
import { evaluate, type Computation } from "./computation.js";
import { isInteger, type Input } from "./operatorCase.js";

const c = 8;
const roundings = { float32: 2 ** -24, float64: 2 ** -53 };

/** How far operands are moved to see how a result answers: less than any kink's distance. */
const eta = 1e-6;

/** Directions in which they are moved; the chance that an answer hides in all of them is small. */
const directions = 6;

/** A result that all others are held against. */
export interface Oracle {
  readonly values: HostArray[];
  /** How far each result may be from `values` when computed in float32, or in float64. */
  readonly tolerance: { readonly float32: number[]; readonly float64: number[] };
}

/** The float64 reference's word. K is how many roundings an element has behind it. */
export async function consult(
  computation: Computation,
  inputs: readonly Input[],
  K: number,
): Promise<Oracle> {
  const values = await evaluate(computation, inputs, reference, "float64");
  const answers = values.map((result) => new Float64Array(result.length));
  const random = new Random(1);
  for (let direction = 0; direction < directions; direction++) {
    const moved = inputs.map((input) => (isInteger(input) ? input : move(input, random)));
    const results = await evaluate(computation, moved, reference, "float64");
    results.forEach((result, k) => {
      result.forEach((y, i) => {
        answers[k][i] = Math.max(answers[k][i], Math.abs(y - values[k][i]) / eta);
      });
    });
  }
  const scales = values.map((result, k) =>
    result.reduce((scale, y, i) => Math.max(scale, Math.abs(y) + answers[k][i]), 1),
  );
  const bound = (epsilon: number) => scales.map((scale) => c * epsilon * Math.sqrt(K) * scale);
  return {
    values,
    tolerance: { float32: bound(roundings.float32), float64: bound(roundings.float64) },
  };
}

function move(input: Input, random: Random): Input {
  const values = input.values.map((x) => x * (1 + eta * (2 * random.integer(0, 1) - 1)));
  return { ...input, values };
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

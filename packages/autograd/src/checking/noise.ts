/**
 * @file How much rounding moves a function's values: measured, not guessed. Of points that lie so near
 * to each other that a smooth function is all but a parabola, the third difference is rounding alone
 * (Hamming 1962, "Numerical Methods for Scientists and Engineers"; Moré & Wild 2011, "Estimating
 * computational noise"): of independent roundings of variance σ² it has the variance 20 σ².
 *
 * The points lie to the left and to the right of 0, none across: a kink or a jump at 0 is no noise.
 * Where the difference is large, they may not have been near enough: from one spacing to the next, what
 * a narrow bend or a kink near by adds falls at least as fast as the spacing, and rounding stays. Where
 * there is none, they may have been too near: of a function that is computed in float32 inside they
 * show the same few roundings again and again, or one number.
 */
import { epsilon, farthest, type Line } from "./slope.js";

/** From one point to the next: no powers of two, at which all points may round alike. */
const spacings = [2 ** -19.37, 2 ** -27.37, 2 ** -35.37, 2 ** -43.37];
/** How many points on each side: 0 itself may lie on either side of a jump. */
const few = 6;

/** Where these show no noise at all: farther apart, and more of them. */
const wide = 2 ** -13.6;
const many = 16;
/** Among these may be a kink: three third differences have it in them, and are left out. */
const bent = 3;

/** Less than a last place, and more than some of them, in units of the size. */
const least = 2 ** -6 * epsilon;
const most = 2 ** 6 * epsilon;

/** What falls to less than this part from one spacing to the next was more than rounding. */
const fall = 2 ** -5;

/** Of four values, their third difference. */
const third = [-1, 3, -3, 1];

/** Room for an estimate from few samples, in σ. */
const room = 8;

/**
 * How far rounding may move each value. At least a few last places of what it was made of, and of the
 * argument, which may be as large as the unit of t.
 */
export function noiseOf(line: Line): Float64Array {
  const [left, right] = [noiseBeside(line, -1), noiseBeside(line, 1)];
  // What is saturated moves, if at all, by the widest steps alone.
  const far = [line(-farthest), line(farthest)];
  return left.noise.map((noise, i) => {
    const size = Math.max(
      ...[left, right].map((side) => Math.max(side.sizes[i], side.steepness[i])),
      ...far.map(({ sizes }) => sizes[i]),
    );
    return 4 * epsilon * size + (room * Math.max(noise, right.noise[i])) / Math.sqrt(20);
  });
}

/** For each value, the largest third difference by rounding; and what has last places. */
interface Beside {
  readonly noise: Float64Array;
  readonly sizes: Float64Array;
  readonly steepness: Float64Array;
}

/** What one sees on one side of 0; no noise where the domain ends there. */
function noiseBeside(line: Line, side: 1 | -1): Beside {
  const [widest, ...narrower] = spacings;
  const { noise, sizes, steepness } = thirdDifferences(line, side * widest, few);
  /** Looks again where asked, and takes what is less than a part of before; whether anything was. */
  const lookAgain = (
    where: (i: number) => boolean,
    [spacing, count, leftOut]: [number, number, number],
    part?: number,
  ): boolean => {
    const asked = [...noise.keys()].filter(where);
    if (asked.length === 0) return false;
    const seen = thirdDifferences(line, side * spacing, count, leftOut).noise;
    // None at all tells nothing.
    const better = asked.filter(
      (i) => seen[i] > least * sizes[i] && !(seen[i] >= (part ?? Infinity) * noise[i]),
    );
    for (const i of better) noise[i] = seen[i];
    return better.length > 0;
  };
  const isNone = (i: number): boolean => noise[i] <= least * sizes[i];
  const isMuch = (i: number): boolean => noise[i] > most * sizes[i];
  lookAgain(isNone, [wide, many, bent]);
  lookAgain(isMuch, [widest, many, bent], 1);
  for (const spacing of narrower) if (!lookAgain(isMuch, [spacing, few, 0], fall)) break;
  return { noise: noise.map((found) => (found === Infinity ? 0 : found)), sizes, steepness };
}

/** Of some neighbours on one side, the largest third difference that is not left out. */
function thirdDifferences(line: Line, spacing: number, count: number, leftOut = 0): Beside {
  const points = Array.from({ length: count }, (_, n) => line((n + 1) * spacing));
  const [first, second] = points;
  const noise = first.values.map((_, i) => {
    const differences = differencesOf(points.map(({ values }) => values[i]));
    return differences.sort((a, b) => b - a)[leftOut];
  });
  const sizes = first.sizes.map((_, i) => Math.max(...points.map((point) => point.sizes[i])));
  const steepness = first.values.map((value, i) => finite((second.values[i] - value) / spacing));
  return { noise, sizes, steepness };
}

/** Infinite where one of the four values is not defined. */
function differencesOf(values: readonly number[]): number[] {
  return values.slice(third.length - 1).map((_, n) => {
    const difference = third.reduce((sum, weight, m) => sum + weight * values[n + m], 0);
    return Number.isNaN(difference) ? Infinity : Math.abs(difference);
  });
}

const finite = (slope: number): number => (Number.isFinite(slope) ? Math.abs(slope) : 0);

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
import { epsilon, type Line } from "./slope.js";

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
  return left.noise.map((noise, i) => {
    const size = Math.max(left.sizes[i], right.sizes[i]);
    return 4 * epsilon * size + (room * Math.max(noise, right.noise[i])) / Math.sqrt(20);
  });
}

/** For each value, the largest third difference by rounding, and what has last places. */
interface Beside {
  readonly noise: Float64Array;
  readonly sizes: Float64Array;
}

/** What one sees on one side of 0; no noise where the domain ends there. */
function noiseBeside(line: Line, side: 1 | -1): Beside {
  const [widest, ...narrower] = spacings;
  const { noise, sizes } = thirdDifferences(line, side * widest, few);
  /** Looks again where asked; whether that made a difference. */
  const lookAgain = (
    where: (i: number) => boolean,
    [spacing, count, leftOut]: [number, number, number],
    isBetter: (seen: number, before: number) => boolean,
  ): boolean => {
    const asked = [...noise.keys()].filter(where);
    if (asked.length === 0) return false;
    const seen = thirdDifferences(line, side * spacing, count, leftOut).noise;
    const better = asked.filter((i) => isBetter(seen[i], noise[i]));
    for (const i of better) noise[i] = seen[i];
    return better.length > 0;
  };
  const isNone = (i: number): boolean => noise[i] <= least * sizes[i];
  const isMuch = (i: number): boolean => noise[i] > most * sizes[i];
  lookAgain(isNone, [wide, many, bent], () => true);
  lookAgain(isMuch, [widest, many, bent], (seen, before) => seen > 0 && seen < before);
  for (const spacing of narrower) {
    const isFallen = (seen: number, before: number): boolean => seen > 0 && seen < fall * before;
    if (!lookAgain(isMuch, [spacing, few, 0], isFallen)) break;
  }
  return { noise: noise.map((found) => (found === Infinity ? 0 : found)), sizes };
}

/** Of some neighbours on one side, the largest third difference that is not left out. */
function thirdDifferences(line: Line, spacing: number, count: number, leftOut = 0): Beside {
  const points = Array.from({ length: count }, (_, n) => line((n + 1) * spacing));
  const [first, second] = points;
  const noise = first.values.map((_, i) => {
    const differences = differencesOf(points.map(({ values }) => values[i]));
    return differences.sort((a, b) => b - a)[leftOut];
  });
  const sizes = first.sizes.map((_, i) => {
    const steepness = finite((second.values[i] - first.values[i]) / spacing);
    return Math.max(steepness, ...points.map((point) => point.sizes[i]));
  });
  return { noise, sizes };
}

const finite = (slope: number): number => (Number.isFinite(slope) ? Math.abs(slope) : 0);

/** The sizes of all third differences of some values; infinite where one is not finite. */
function differencesOf(values: readonly number[]): number[] {
  return values.slice(third.length - 1).map((_, n) => {
    const difference = third.reduce((sum, weight, k) => sum + weight * values[n + k], 0);
    return Number.isNaN(difference) ? Infinity : Math.abs(difference);
  });
}

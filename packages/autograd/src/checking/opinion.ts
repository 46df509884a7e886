/**
 * @file What differences along a line say of a rule's derivative along it: the slope and its error bar,
 * a second opinion where they disagree, and whether there is a slope at all.
 */
import type { Comparison } from "./gradientReport.js";
import { sightsOf, type KinkSlopes } from "./kinkSlopes.js";
import { noiseOf } from "./noise.js";
import {
  allSlopesOf,
  epsilon,
  farthest,
  isPoor,
  slopesOf,
  type Line,
  type Slope,
} from "./slope.js";

/** A derivative by the rules. */
export interface Ruling {
  readonly value: number;
  /** How large the terms were that it was summed from. */
  readonly size: number;
  /** How far off rounding may have taken it. */
  readonly rounding: number;
}

export interface Opinion {
  readonly comparison: Pick<Comparison, "analytic" | "numeric" | "tolerance">;
  readonly kink: KinkSlopes | undefined;
  /** The error bar is so wide that it says little. */
  readonly poor: boolean;
}

/**
 * An opinion of each function's derivative. Noise that was measured on a larger scale will do, until
 * anything is amiss. `hasty`: a first suspicion is enough, since whoever asks will look closer.
 */
export function opinionsOf(
  line: Line,
  rulings: readonly Ruling[],
  measured?: Float64Array,
  hasty = false,
): Opinion[] {
  if (measured !== undefined) {
    const opinions = formOpinions(line, rulings, measured, hasty);
    if (opinions.every(isContent)) return opinions;
  }
  return formOpinions(line, rulings, noiseOf(line), hasty);
}

/** Whether there is nothing to look into. */
export function isContent({ comparison, kink, poor }: Opinion): boolean {
  return kink === undefined && !poor && !isWrong(comparison);
}

/** Whether a comparison shows an error. */
export function isWrong({
  analytic,
  numeric,
  tolerance,
}: Pick<Comparison, "analytic" | "numeric" | "tolerance">): boolean {
  return analytic !== numeric && !(Math.abs(analytic - numeric) <= tolerance);
}

function formOpinions(
  line: Line,
  rulings: readonly Ruling[],
  noise: Float64Array,
  hasty: boolean,
): Opinion[] {
  const sights = sightsOf(line, noise);
  const slopesWithin = remembered((reach) => slopesOf(line, noise, reach));
  const allWithin = remembered((reach) => allSlopesOf(line, noise, reach));
  return rulings.map((given, i) => {
    const rounding = given.rounding + unseen(line, i);
    const ruling = { ...given, rounding };
    const { value: analytic, size } = ruling;
    const { kink, reach } = sights[i];
    const within = kink === undefined ? reach : Infinity;
    let slope = slopesWithin(within)[i];
    if (!hasty && !agrees(slope, ruling)) {
      const all = allWithin(within).map((slopes) => slopes[i]);
      slope = inFavour(all, ruling, noise[i]);
    }
    const { value: numeric, error } = slope;
    const comparison = { analytic, numeric, tolerance: error + rounding };
    // No step at all gave a number: the function is defined at this point alone.
    const undefinedAround = error === Infinity ? { left: NaN, right: NaN } : undefined;
    return { comparison, kink: kink ?? undefinedAround, poor: isPoor(slope, noise[i], size) };
  });
}

/** What a result that stands still even at the farthest step may hide: a step of its last place. */
function unseen(line: Line, i: number): number {
  const moves = [-farthest, farthest].some((t) => line(t).values[i] !== 0);
  return moves ? 0 : (4 * epsilon * line(0).sizes[i]) / farthest;
}

function agrees({ value, error }: Slope, ruling: Ruling): boolean {
  return Math.abs(ruling.value - value) <= error + ruling.rounding;
}

/**
 * The surest of some slopes; but where another contradicts it and agrees with the rule, that one.
 * Windows contradict each other where the wide ones reach beyond a kink near by, or where the narrow
 * ones' steps are too small for a saturated result to move at all: whichever it is, it is no proof.
 */
function inFavour(slopes: readonly Slope[], ruling: Ruling, noise: number): Slope {
  const telling = slopes.filter((slope) => !isPoor(slope, noise, ruling.size));
  const [surest] = (telling.length > 0 ? telling : slopes).toSorted((a, b) => a.error - b.error);
  const contradicting = slopes.find((slope) => {
    const apart = Math.abs(slope.value - surest.value) - surest.error;
    return slope.error < clear * apart && agrees(slope, ruling);
  });
  return contradicting ?? surest;
}

/** Error bars of at most this part of their distance do not as much as come near each other. */
const clear = 2 ** -4;

function remembered<T>(make: (key: number) => T): (key: number) => T {
  const made = new Map<number, T>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

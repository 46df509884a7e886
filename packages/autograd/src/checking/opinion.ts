/**
 * @file What differences along a line say of a rule's derivative along it: the slope and its error bar,
 * a second opinion where they disagree, and whether there is a slope at all.
 */
import type { Comparison } from "./gradientReport.js";
import { sightsOf, type KinkSlopes } from "./kinkSlopes.js";
import { noiseOf } from "./noise.js";
import { isPoor, slopesOf, type Line, type Slope } from "./slope.js";

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

/** Other steps than those of the first opinion, and no fraction of them. */
const second = 0.61;

/**
 * An opinion of each function's derivative. Noise that was measured on a larger scale will do, until
 * anything is amiss.
 */
export function opinionsOf(
  line: Line,
  rulings: readonly Ruling[],
  measured?: Float64Array,
): Opinion[] {
  if (measured !== undefined) {
    const opinions = formOpinions(line, rulings, measured);
    if (opinions.every(isContent)) return opinions;
  }
  return formOpinions(line, rulings, noiseOf(line));
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

function formOpinions(line: Line, rulings: readonly Ruling[], noise: Float64Array): Opinion[] {
  const sights = sightsOf(line, noise);
  const slopesWithin = remembered((reach) => slopesOf(line, noise, { reach }));
  const surerWithin = remembered((reach) => slopesOf(line, noise, { reach, thorough: true }));
  const othersWithin = remembered((reach) =>
    slopesOf(line, noise, { reach, scale: second, thorough: true }),
  );
  return rulings.map(({ value: analytic, size, rounding }, i) => {
    const { kink, reach } = sights[i];
    const within = kink === undefined ? reach : Infinity;
    let slope = slopesWithin(within)[i];
    let { error } = slope;
    if (!(Math.abs(analytic - slope.value) <= error + rounding)) {
      // An extrapolation may converge by chance; two do not converge to the same by chance.
      slope = surerWithin(within)[i];
      const apart = Math.abs(slope.value - othersWithin(within)[i].value);
      error = Number.isNaN(apart) ? slope.error : Math.max(slope.error, apart);
    }
    const comparison = { analytic, numeric: slope.value, tolerance: error + rounding };
    const poor = isPoor(slope, noise[i], size);
    // No step at all gave a number: the function is defined at this point alone.
    const undefinedAround = error === Infinity ? { left: NaN, right: NaN } : undefined;
    return { comparison, kink: kink ?? undefinedAround, poor };
  });
}

function remembered(make: (key: number) => Slope[]): (key: number) => Slope[] {
  const made = new Map<number, Slope[]>();
  return (key) => {
    const slopes = made.get(key) ?? make(key);
    made.set(key, slopes);
    return slopes;
  };
}

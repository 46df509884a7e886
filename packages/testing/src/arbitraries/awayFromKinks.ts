/**
 * @file Values away from the points where a function is not smooth.
 */
import { HeedError } from "@heed/tensor";
import type { Interval, Intervals } from "./domain.js";

/**
 * The numbers from −3 to 3, or from one end of `range` to the other, that are at least `margin` from
 * every point of `at`: a domain for functions that are smooth between those points. Throws `HeedError`
 * where nothing is left.
 *
 * A gradient check by differences moves a number by up to its step. Let the margin be wider.
 *
 * @example
 * awayFromKinks([0, 1], 0.25); // { within: [[-3, -0.25], [0.25, 0.75], [1.25, 3]] }
 */
export function awayFromKinks(
  at: readonly number[],
  margin: number,
  [low, high]: Interval = [-3, 3],
): Intervals {
  const within: Interval[] = [];
  let start = low;
  for (const kink of at.toSorted((a, b) => a - b)) {
    const end = Math.min(kink - margin, high);
    if (end > start) within.push([start, end]);
    start = Math.max(start, kink + margin);
  }
  if (high > start) within.push([start, high]);
  if (within.length === 0) {
    throw new HeedError(
      "awayFromKinks",
      "the range must reach farther than the margins",
      `[${low}, ${high}] and ${margin} around ${at.join(", ")}`,
    );
  }
  return { within };
}

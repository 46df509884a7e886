/**
 * @file What an operand may hold: an operator's own word for it, or the intervals where a function
 * is smooth.
 */
import type { Domain } from "@heed/tensor";

/** A stretch of the real line, both ends included. */
export type Interval = readonly [low: number, high: number];

/** Floats within any of some intervals. */
export interface Intervals {
  readonly within: readonly Interval[];
}

/** What an operand may hold. A domain of an operator's sample, or floats within intervals. */
export type ValueDomain = Domain | Intervals;

/** Whether operands of this domain hold int32. */
export function holdsIntegers(domain: ValueDomain): boolean {
  return domain === "mask" || (typeof domain === "object" && "indexBelow" in domain);
}

/** Where numbers of a domain lie; those of domains of integers are the integers there. */
export function intervalsOf(domain: Exclude<ValueDomain, "distinct">): readonly Interval[] {
  if (typeof domain === "object") {
    return "within" in domain ? domain.within : [[0, domain.indexBelow - 1]];
  }
  switch (domain) {
    case "real":
      return [[-3, 3]];
    case "nonzero":
      return [
        [0.5, 2.5],
        [-2.5, -0.5],
      ];
    case "positive":
      return [[0.5, 2.5]];
    case "mask":
      return [[0, 1]];
  }
}

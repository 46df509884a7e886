/**
 * @file Whether operands hold what an operator asks of them, with room for the steps of difference
 * quotients.
 */
import type { Domain } from "@heed/tensor";
import { intervalsOf, type Interval } from "../arbitraries/domain.js";

/** Numbers farther from 0 than this would drown the others' derivatives in rounding. */
export const largest = 1000;

/** Least distance of a "nonzero" or "positive" number from 0. */
const fromZero = 0.1;

/** Least distance of "distinct" numbers from each other. */
const apart = 0.03;

/** Where an operand's numbers may lie; wider than where new ones are drawn from. */
export function roomOf(domain: Domain): readonly Interval[] {
  if (domain === "real" || domain === "distinct") return [[-largest, largest]];
  if (domain === "positive") return [[fromZero, largest]];
  if (domain !== "nonzero") return intervalsOf(domain);
  return [
    [fromZero, largest],
    [-largest, -fromZero],
  ];
}

/** Whether each operand holds what its domain says; "distinct" ones are so among each other. */
export function fit(domains: readonly Domain[], operands: readonly ArrayLike<number>[]): boolean {
  const lists = operands.map((values) => Array.from(values));
  const isInside = lists.every((values, i) => {
    const room = roomOf(domains[i]);
    return values.every((x) => room.some(([low, high]) => low <= x && x <= high));
  });
  return isInside && areApart(lists.filter((_, i) => domains[i] === "distinct").flat());
}

function areApart(numbers: readonly number[]): boolean {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted.every((x, i) => i === 0 || x - sorted[i - 1] >= apart);
}

/**
 * @file What numbers shrink to: those that a person reads at a glance. A number is the simpler the
 * fewer binary digits stand behind its point, then the nearer it is to 0, then if it is not negative.
 */
import fc from "fast-check";
import type { Interval } from "./domain.js";

/** Where numbers may lie as they become simpler, and what they become in the end. */
export interface Simplicity {
  readonly intervals: readonly Interval[];
  readonly simplest: number;
}

/** Binary digits behind the point that are tried: those of integers, halves, quarters, … */
const digits = [0, 1, 2, 4, 8, 16];

/** The simplest number in any of the intervals. */
export function simplestIn(intervals: readonly Interval[]): number {
  for (let k = 0; k < 60; k++) {
    const unit = 2 ** -k;
    const nearest = intervals.flatMap(([low, high]) => {
      const towardsZero = low > 0 ? Math.ceil(low / unit) : high < 0 ? Math.floor(high / unit) : 0;
      const x = towardsZero * unit;
      return low <= x && x <= high ? [x] : [];
    });
    if (nearest.length > 0) return nearest.sort(bySimplicity)[0];
  }
  return intervals[0][0];
}

function bySimplicity(a: number, b: number): number {
  return Math.abs(a) - Math.abs(b) || b - a;
}

/** How far a number is from simple; what shrinks gets less of it. */
function complexity(x: number): number {
  let k = 0;
  while (k < 60 && !Number.isInteger(x * 2 ** k)) k++;
  return 1e6 * k + 2 * Math.abs(x) + (x < 0 ? 1 : 0);
}

/**
 * Simpler lists than `values`, of numbers in the intervals: all numbers simplified in one way, then
 * half of them, a quarter, … down to each alone. The order starts at place `from` and goes round; each
 * list comes with its place, so that what helped is tried next.
 */
export function* simplifications(
  values: Float64Array,
  { simplest, intervals }: Simplicity,
  from: number,
): Generator<fc.Value<Float64Array>, void> {
  const holds = (x: number): boolean => intervals.some(([low, high]) => low <= x && x <= high);
  const ways = [
    () => simplest,
    (x: number) => Math.sign(x),
    (x: number) => Math.abs(x),
    (x: number) => Math.trunc(x / 2),
    (x: number) => x - Math.sign(x),
    ...digits.flatMap((k) => [
      (x: number) => Math.trunc(x * 2 ** k) / 2 ** k,
      (x: number) => (Math.sign(x) * Math.ceil(Math.abs(x) * 2 ** k)) / 2 ** k,
    ]),
  ];
  const simpler = (x: number, way: (x: number) => number): number => {
    if (x === simplest) return x;
    const y = way(x) + 0;
    return y === simplest || (holds(y) && complexity(y) < complexity(x)) ? y : x;
  };
  const parts = partsOf(values.length);
  const count = parts.length * ways.length;
  for (let n = 0; n < count; n++) {
    const place = (from + n) % count;
    const way = ways[place % ways.length];
    const [start, end] = parts[Math.floor(place / ways.length)];
    const part = values.subarray(start, end);
    const simplified = part.map((x) => simpler(x, way));
    if (simplified.every((x, i) => x === part[i])) continue;
    const list = values.slice();
    list.set(simplified, start);
    yield new fc.Value(list, place);
  }
}

/** The whole of a list, its halves, their halves, … each as [start, end). */
export function partsOf(length: number): [start: number, end: number][] {
  const parts: [number, number][] = [];
  for (let pieces = 1; length > 0; pieces *= 2) {
    for (let p = 0; p < Math.min(pieces, length); p++) {
      const piece: [number, number] =
        pieces < length
          ? [Math.floor((p * length) / pieces), Math.floor(((p + 1) * length) / pieces)]
          : [p, p + 1];
      parts.push(piece);
    }
    if (pieces >= length) break;
  }
  return parts;
}

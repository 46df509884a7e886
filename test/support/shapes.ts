/**
 * @file Random shapes, small and now and then empty, and the choices that operators' own samples
 * make, drawn through fast-check so that they shrink.
 */
import type { Draw, Shape } from "@heed/tensor";
import fc, { type GeneratorValue } from "fast-check";

/** Sizes of most axes: few elements to read in a counterexample. */
const short = 4;

/** A size from `minSize` up, mostly to 4, at times to `longest`, now and then 0 where allowed. */
function extents(minSize: number, longest: number): fc.Arbitrary<number> {
  const min = Math.max(minSize, 1);
  return fc.oneof(
    { weight: 13, arbitrary: fc.integer({ min, max: short }) },
    { weight: longest > short ? 2 : 0, arbitrary: fc.integer({ min, max: longest }) },
    { weight: minSize === 0 ? 1 : 0, arbitrary: fc.constant(0) },
  );
}

/** A shape of `minRank` to `maxRank` axes of sizes from `minSize` up. */
export function shapes(
  minRank: number,
  maxRank: number,
  minSize = 0,
  longest = short,
): fc.Arbitrary<number[]> {
  return fc.array(extents(minSize, longest), { minLength: minRank, maxLength: maxRank });
}

/** A shape that stretches to `target`: leading axes missing, some others of size 1. */
export function broadcastable(target: Shape): fc.Arbitrary<number[]> {
  return fc
    .tuple(fc.nat({ max: target.length }), fc.array(fc.boolean(), sameLength(target)))
    .map(([missing, kept]) => target.map((extent, d) => (kept[d] ? extent : 1)).slice(missing));
}

/** Two shapes that broadcast with each other. */
export const broadcastablePair: fc.Arbitrary<[number[], number[]]> = shapes(0, 3).chain((shape) =>
  fc.tuple(broadcastable(shape), broadcastable(shape)),
);

/** The order of some axes: any permutation, shrinking towards none. */
export function axisOrder(rank: number): fc.Arbitrary<number[]> {
  const axes = Array.from({ length: rank }, (_, d) => d);
  return fc
    .array(fc.nat({ max: 9 }), sameLength(axes))
    .map((keys) => [...axes].sort((a, b) => keys[a] - keys[b]));
}

/** Options of `fc.array` for one item per item of `list`. */
export function sameLength({ length }: readonly unknown[]): {
  minLength: number;
  maxLength: number;
} {
  return { minLength: length, maxLength: length };
}

/** An operator's own sample, its choices made by fast-check; no axis is longer than `longest`. */
export function drawThrough(g: GeneratorValue, longest = short): Draw {
  return {
    integer: (low, high) => g(fc.integer, { min: low, max: high }),
    shape: (minRank, maxRank, minSize = 0) => g(shapes, minRank, maxRank, minSize, longest),
    pick: (choices) => choices[g(fc.nat, { max: choices.length - 1 })],
    broadcastable: (shape) => g(broadcastable, shape),
  };
}

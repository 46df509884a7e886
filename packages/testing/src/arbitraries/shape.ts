/**
 * @file Random shapes.
 */
import fc from "fast-check";

/** How many axes, and how long. */
export interface ShapeOptions {
  /** 0 unless said. */
  readonly minRank?: number;
  /** 3 unless said, or `minRank` where that is more. */
  readonly maxRank?: number;
  /** 1 unless said. With 0, some shapes are of no elements. */
  readonly minSize?: number;
  /** 4 unless said. Where it is more, most axes are no longer than 4 all the same. */
  readonly maxSize?: number;
}

/** Sizes of most axes: few elements to read in a counterexample. */
const short = 4;

/** A size of an axis: mostly to 4, at times to `maxSize`, now and then 0 where allowed. */
export function size({ minSize = 1, maxSize = short }: ShapeOptions = {}): fc.Arbitrary<number> {
  const min = Math.min(Math.max(minSize, 1), maxSize);
  const often = Math.max(min, Math.min(short, maxSize));
  // What has shrunk to another kind of size is tried as a short one.
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 13, arbitrary: fc.integer({ min, max: often }) },
    { weight: maxSize > often ? 2 : 0, arbitrary: fc.integer({ min, max: maxSize }) },
    { weight: minSize === 0 ? 1 : 0, arbitrary: fc.constant(0) },
  );
}

/**
 * A shape, outermost axis first; `[]` is that of a single number. Shrinks to fewer and shorter axes.
 *
 * @example
 * fc.sample(shape({ minRank: 2, maxRank: 2 }), 1)[0].length; // 2
 */
export function shape(options: ShapeOptions = {}): fc.Arbitrary<number[]> {
  const { minRank = 0, maxRank = Math.max(3, minRank) } = options;
  return fc.array(size(options), { minLength: minRank, maxLength: maxRank, size: "max" });
}

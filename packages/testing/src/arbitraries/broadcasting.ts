/**
 * @file Random shapes that broadcast, by NumPy's rules: aligned at the right, a size of 1 stretches.
 */
import { broadcastShapes, type Shape } from "@heed/tensor";
import fc from "fast-check";
import { size, type ShapeOptions } from "./shape.js";

/** Shapes that broadcast with each other, and the shape that they broadcast to. */
export interface BroadcastableShapes {
  readonly shapes: number[][];
  readonly result: number[];
}

/**
 * A shape that stretches to `target`: leading axes missing, some others of size 1. Shrinks to
 * `target` itself, which need not stretch.
 */
export function broadcastableTo(target: Shape): fc.Arbitrary<number[]> {
  return fc
    .tuple(
      missingAxes(target.length),
      fc.array(fc.boolean(), { minLength: target.length, maxLength: target.length }),
    )
    .map(([missing, stretched]) => stretchingTo(target, missing, stretched));
}

/**
 * `count` shapes that broadcast with each other; `options` bound the shape that they broadcast to
 * from above. Shrinks to equal shapes with few and short axes.
 *
 * @example
 * const [{ shapes, result }] = fc.sample(broadcastableShapes(3), 1);
 * broadcastShapes("example", ...shapes); // result
 */
export function broadcastableShapes(
  count: number,
  options: ShapeOptions = {},
): fc.Arbitrary<BroadcastableShapes> {
  const { minRank = 0, maxRank = Math.max(3, minRank) } = options;
  // All operands' axes are drawn together: so they shrink together.
  const stretched = fc.array(fc.boolean(), { minLength: count, maxLength: count });
  const axis = fc.record({ extent: size(options), stretched });
  return fc
    .record({
      axes: fc.array(axis, { minLength: minRank, maxLength: maxRank, size: "max" }),
      missing: fc.array(missingAxes(maxRank), { minLength: count, maxLength: count }),
    })
    .map(({ axes, missing }) => {
      const target = axes.map(({ extent }) => extent);
      const shapes = missing.map((leading, k) =>
        stretchingTo(
          target,
          leading,
          axes.map(({ stretched }) => stretched[k]),
        ),
      );
      return { shapes, result: broadcastShapes("broadcastableShapes", ...shapes) };
    });
}

/** How many leading axes are left out: often none. */
function missingAxes(rank: number): fc.Arbitrary<number> {
  return fc.oneof({ withCrossShrink: true }, fc.constant(0), fc.nat({ max: rank }));
}

function stretchingTo(target: Shape, missing: number, stretched: readonly boolean[]): number[] {
  return target.map((extent, d) => (stretched[d] ? 1 : extent)).slice(missing);
}

/** @file Functions of one number as lines to measure along. */
import type { Line } from "../../../packages/autograd/src/checking/slope.js";

/** f around x, in steps of `unit`. */
export function lineOf(f: (x: number) => number, x: number, unit = 1): Line {
  return (t) => {
    const y = f(x + t * unit);
    return {
      values: Float64Array.of(y - f(x)),
      sizes: Float64Array.of(Number.isFinite(y) ? Math.abs(y) : 0),
    };
  };
}

/** What float32 makes of a function. */
export const inFloat32 =
  (f: (x: number) => number) =>
  (x: number): number =>
    Math.fround(f(Math.fround(x)));

/** @file What differences say of a rule: right ones pass wherever they are, wrong ones do not. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isWrong,
  opinionsOf,
  type Opinion,
} from "../../../packages/autograd/src/checking/opinion.js";
import { inFloat32, lineOf } from "./line.js";

function opinionOf(f: (x: number) => number, x: number, unit: number, ruled: number): Opinion {
  const rounding = 2 ** -47 * Math.abs(ruled * unit);
  const ruling = { value: ruled * unit, size: Math.abs(ruled * unit), rounding };
  return opinionsOf(lineOf(f, x, unit), [ruling])[0];
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** With a kink at 0, none so faint that nothing could tell; and its slope, on either side. */
const bent = fc
  .tuple(between(-3, 3), between(-6, 1), fc.boolean())
  .map(([below, height, up]) => ({ below, above: below + (up ? 1 : -1) * 10 ** height }))
  .map(({ below, above }) => ({
    f: (x: number) => (x > 0 ? above : below) * x + Math.sin(x),
    slope: (x: number) => (x > 0 ? above : below) + Math.cos(x),
    [fc.toStringMethod]: () => `slopes ${below} and ${above}`,
  }));

describe("near a kink, at whatever distance from it", () => {
  const places = fc
    .tuple(between(-12, 0), fc.boolean())
    .map(([exponent, left]) => (left ? -1 : 1) * 10 ** exponent);

  test("the right rule is never found wrong", () => {
    fc.assert(
      fc.property(bent, places, between(0.5, 1), ({ f, slope }, x, unit) => {
        const { comparison, kink } = opinionOf(f, x, unit, slope(x));
        if (kink === undefined) expect(isWrong(comparison)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test("one that is a hundredth off is, unless the kink is too near to tell", () => {
    fc.assert(
      fc.property(bent, places, between(0.5, 1), ({ f, slope }, x, unit) => {
        const { comparison, kink, poor } = opinionOf(f, x, unit, slope(x) + 0.01);
        if (Math.abs(x) > 1e-6) expect(kink).toBeUndefined();
        if (kink === undefined && !poor) expect(isWrong(comparison)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

test("a function computed in float32 inside passes, and one a hundredth off seldom", () => {
  let overlooked = 0;
  const numRuns = 2000;
  fc.assert(
    fc.property(between(0.1, 1.4), between(0.5, 1), (x, unit) => {
      const f = inFloat32(Math.sin);
      const weighed = (z: number) => 0.7 * f(z);
      const slope = 0.7 * Math.cos(x);
      expect(isWrong(opinionOf(weighed, x, unit, slope).comparison)).toBe(false);
      if (!isWrong(opinionOf(weighed, x, unit, slope - 0.01).comparison)) overlooked++;
    }),
    // Float32's roundings may agree by chance, if seldom: the same draws each time.
    { numRuns, seed: 1 },
  );
  expect(overlooked).toBeLessThan(numRuns / 50);
});

test("large and small arguments are judged alike", () => {
  fc.assert(
    fc.property(between(-9, 9), between(0.5, 1), (exponent, part) => {
      const x = 10 ** exponent;
      const unit = part * Math.max(1, x);
      const f = (z: number) => z * Math.log(z);
      expect(isWrong(opinionOf(f, x, unit, Math.log(x) + 1).comparison)).toBe(false);
      expect(isWrong(opinionOf(f, x, unit, Math.log(x)).comparison)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

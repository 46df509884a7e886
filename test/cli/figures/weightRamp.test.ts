import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  glowRamp,
  inkRamp,
  weightColor,
  type Rgb,
} from "../../../packages/cli/src/figures/weightRamp.js";

/** Relative luminance without gamma: monotone in how light a colour looks along one ramp. */
const lightness = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

const weight = fc.double({ min: 0, max: 1, noNaN: true });

describe("weightColor", () => {
  test("on paper more weight is darker, on a screen lighter", () => {
    fc.assert(
      fc.property(weight, weight, (a, b) => {
        fc.pre(b - a > 1 / 100);
        expect(lightness(weightColor(inkRamp, b))).toBeLessThan(lightness(weightColor(inkRamp, a)));
        expect(lightness(weightColor(glowRamp, b))).toBeGreaterThan(
          lightness(weightColor(glowRamp, a)),
        );
      }),
    );
  });

  test("the ends of a ramp are the colours of 0 and 1, and of all beyond", () => {
    for (const ramp of [inkRamp, glowRamp]) {
      for (const low of [0, -1]) expect(weightColor(ramp, low)).toEqual(ramp[0]);
      for (const high of [1, 1.0000001, 9]) expect(weightColor(ramp, high)).toEqual(ramp.at(-1));
    }
  });
});

/** @file Kinks are seen where they are, and nowhere else. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sightsOf, type Sight } from "../../../packages/autograd/src/checking/kinkSlopes.js";
import { noiseOf } from "../../../packages/autograd/src/checking/noise.js";
import { lineOf } from "./line.js";

function sightOf(f: (x: number) => number, x: number, unit = 1): Sight {
  const line = lineOf(f, x, unit);
  const [sight] = sightsOf(line, noiseOf(line));
  return sight;
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

test("a kink is seen, with both its slopes", () => {
  fc.assert(
    fc.property(between(-3, 3), between(1, 100), between(0.5, 1), (x, height, unit) => {
      const { kink } = sightOf((z) => height * Math.abs(z - x) + Math.sin(z), x, unit);
      const smooth = Math.cos(x) * unit;
      expect(Math.abs((kink?.left ?? NaN) - (smooth - height * unit))).toBeLessThan(
        0.1 * (1 + height),
      );
      expect(Math.abs((kink?.right ?? NaN) - (smooth + height * unit))).toBeLessThan(
        0.1 * (1 + height),
      );
    }),
  );
});

test("a kink near by is none here", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 6 }), fc.boolean(), (n, left) => {
      const away = left ? -(10 ** -n) : 10 ** -n;
      expect(sightOf((z) => Math.abs(z - away), 0).kink).toBeUndefined();
    }),
  );
});

describe("smooth functions have none", () => {
  const functions: Record<string, (x: number) => number> = {
    sin: Math.sin,
    exp: Math.exp,
    "a bend as narrow as 1/1000": (x) => Math.tanh(1000 * (x - 1)),
    "x ln x": (x) => x * Math.log(x),
  };
  test.each(Object.entries(functions))("%s", (_, f) => {
    fc.assert(
      fc.property(between(-8, -0.01), between(0.5, 1), (exponent, unit) => {
        expect(sightOf(f, 10 ** exponent, unit).kink).toBeUndefined();
      }),
    );
  });
});

test("a jump has a slope that is infinite", () => {
  const { kink } = sightOf((x) => (x > 0 ? 1 : 0), 0);
  expect([kink?.left, kink?.right]).toEqual([0, Infinity]);
});

test("where the domain ends, there is no derivative", () => {
  expect(sightOf(Math.sqrt, 0).kink).toBeDefined();
});

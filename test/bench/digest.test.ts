import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { digest, missOf } from "../../bench/src/kernels/digest.js";

const numbers = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), {
  minLength: 1,
  maxLength: 300,
});

describe("the checksum gate", () => {
  test.prop([numbers])("lets a result through that is the oracle's", (xs) => {
    expect(missOf(digest([xs]), digest([xs]), 1)).toBeUndefined();
  });

  test.prop([numbers])("lets a result through whose every number was rounded", (xs) => {
    const rounded = xs.map((x, i) => x * (1 + (i % 2 === 0 ? 1 : -1) * 2 ** -24));
    expect(missOf(digest([rounded]), digest([xs]), 1)).toBeUndefined();
  });

  test.prop([numbers, fc.constantFrom(-1, 1)])("stops one that is off everywhere", (xs, sign) => {
    const off = xs.map((x) => x + sign * 0.01);
    expect(missOf(digest([off]), digest([xs]), 1)).toMatch(/^number \d+ of its check is/);
  });

  test.prop([
    fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 16, maxLength: 300 }),
    fc.nat(),
  ])("stops one of which a quarter is wrong, wherever that is", (xs, at) => {
    const quarter = Math.ceil(xs.length / 4);
    const start = at % (xs.length - quarter);
    const off = xs.map((x, i) => (i >= start && i < start + quarter ? x + 100 : x));
    expect(missOf(digest([off]), digest([xs]), 1)).toBeDefined();
  });

  test.prop([numbers])("stops NaN where a number belongs", (xs) => {
    const off = xs.map(() => NaN);
    expect(missOf(digest([off]), digest([xs]), 1)).toContain("NaN");
  });

  test("stops a result that is missing", () => {
    expect(missOf(digest([[1, 2]]), digest([[1, 2], [3]]), 1)).toMatch(/has 66 numbers, not 132/);
  });
});

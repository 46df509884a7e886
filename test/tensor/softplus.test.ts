/** @file Softplus where a naive log(1 + e^x) loses all digits: far on the left. */
import { ops, tensor } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { places } from "../support/places.js";

/** log(1 + e^x) is e^x up to a factor of 1 + ½ e^x: at −40, less than any float tells from 1. */
const far = [-40, -50, -60, -70, -80];

describe.each(places)("on $name", ({ backend, dtype }) => {
  test("softplus of a large negative number is its exponential, and not 0", async () => {
    const y = await ops.softplus(tensor(far, { backend, dtype })).data();
    const epsilon = dtype === "float64" ? 2 ** -53 : 2 ** -24;
    // An exponential of two units in the last place, of 2ε each, and three roundings.
    far.forEach((x, i) => {
      expect(Math.abs(y[i] / Math.exp(x) - 1)).toBeLessThanOrEqual(7 * epsilon);
    });
  });
});

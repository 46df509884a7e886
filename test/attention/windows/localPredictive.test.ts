/**
 * @file What is true of the predictive local window alone.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { localPredictive } from "../../../packages/attention/src/attention/windows/localPredictive.js";
import type { Window } from "../../../packages/attention/src/attention/window.js";
import { runs } from "../../support/runs.js";
import { tolerance } from "../model/numbersOf.js";
import { exactly } from "../scores/smoothFunction.js";
import { drawCase, extents, partOf, roundingsOf } from "./windowCase.js";

const window = localPredictive as Window;

test("a place is inside where it fades to exp(−2) or less far: at D = 2σ", () => {
  fc.assert(
    fc.property(extents, fc.nat(), (standing, seed) => {
      const inputs = drawCase(window, standing, seed);
      const inside = exactly(partOf(window, standing, "inside"), inputs);
      const fading = exactly(partOf(window, standing, "fading"), inputs);
      const unsure = tolerance("float64", roundingsOf(standing));
      fading.forEach((factor, i) => {
        const beyond = factor - Math.exp(-2);
        if (Math.abs(beyond) > unsure) expect(inside[i]).toBe(beyond > 0 ? 1 : 0);
      });
    }),
    runs(50),
  );
});

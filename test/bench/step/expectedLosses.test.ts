import { fc, test } from "@fast-check/vitest";
import { createSimd } from "@heed/tensor";
import { describe, expect, it } from "vitest";
import {
  comparedLosses,
  expectedLosses,
  lossTolerance,
  missOfLosses,
  referenceLosses,
} from "../../../bench/src/workloads/step/expectedLosses.js";
import { referenceStep } from "../../../bench/src/workloads/step/referenceStep.js";
import { stepSizes } from "../../../bench/src/workloads/step/stepSizes.js";

const expected = [4.165, 4.155, 4.145];
const hidden = 64;

describe("the losses that all contenders must have", () => {
  it("are the reference backend's", async () => {
    expect(await expectedLosses(64)).toEqual(await referenceLosses(64));
  });

  it.each([64, 256])("are those of the SIMD backend with %i hidden units", async (hidden) => {
    const { step, dispose } = referenceStep(createSimd(), stepSizes(hidden));
    const losses: number[] = [];
    while (losses.length < comparedLosses) losses.push(await step());
    dispose();
    expect(missOfLosses(losses, await expectedLosses(hidden), hidden)).toBeUndefined();
  });

  test.prop([fc.double({ min: -0.99, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 3 })])(
    "let roundings through, and fewer losses than are compared",
    (part, count) => {
      const losses = expected.map((loss) => loss + part * lossTolerance(hidden, loss));
      expect(missOfLosses(losses.slice(0, count), expected, hidden)).toBeUndefined();
    },
  );

  test.prop([fc.constantFrom(-1, 1), fc.integer({ min: 0, max: 2 })])(
    "stop a contender of which one loss is off",
    (sign, i) => {
      const off = sign * 1.01 * lossTolerance(hidden, expected[i]);
      const losses = expected.with(i, expected[i] + off);
      expect(missOfLosses(losses, expected, hidden)).toMatch(`loss ${i + 1} is ${losses[i]}, not`);
    },
  );

  it("stop a model that trains all but the weights of its score", async () => {
    // The losses of TensorFlow.js's contender without the gradients of these.
    const losses = [4.165434837341309, 4.155029773712158, 4.14465856552124];
    expect(missOfLosses(losses, await expectedLosses(64), 64)).toMatch("loss 2 is 4.15502977");
  });

  it("stop one that gives no number, or none at all", () => {
    expect(missOfLosses([NaN], expected, hidden)).toMatch("loss 1 is NaN");
    expect(missOfLosses([], expected, hidden)).toBe("it gave no loss");
  });
});

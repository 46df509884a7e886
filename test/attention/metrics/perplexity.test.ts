import fc from "fast-check";
import { expect, test } from "vitest";
import { perplexity } from "../../../packages/attention/src/training/evaluate.js";

test("perplexity of V tokens, all equally likely, is V", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50_000 }), (V) => {
      const loss = -Math.log(1 / V);
      // Rounding the loss moves its exponential by loss · ε of itself.
      const bound = 4 * (1 + loss) * Number.EPSILON * V;
      expect(Math.abs(perplexity(loss) - V)).toBeLessThanOrEqual(bound);
    }),
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { metrics } from "../../../packages/attention/src/metrics.js";

const tokens = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 4, maxLength: 8 });
const references = fc.array(tokens, { minLength: 1, maxLength: 3 });
const join = (tokens: readonly string[]) => tokens.join(" ");

describe.each(Object.entries(metrics))("the metric %s", (_, { measure, better, title }) => {
  const best = better === "higher" ? 100 : 0;

  test("is at its best where every answer is right", () => {
    fc.assert(
      fc.property(fc.array(references, { minLength: 1 }), (all) => {
        const answers = all.map((references) => ({ hypothesis: references[0], references }));
        expect(measure(answers, join)).toBeCloseTo(best, 10);
      }),
    );
  });

  test("is at its worst where nothing is right, and has a name", () => {
    const answers = [{ hypothesis: ["x", "y", "z", "x"], references: [["a", "b", "c", "d"]] }];
    expect(measure(answers, join)).toBeCloseTo(100 - best, 10);
    expect(title).not.toBe("");
  });
});

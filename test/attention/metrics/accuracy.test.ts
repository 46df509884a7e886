import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accuracy } from "../../../packages/attention/src/metrics/accuracy.js";
import { errorRates } from "../../../packages/attention/src/metrics/errorRate.js";

const tokens = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 5 });
const answers = fc.array(
  fc.record({ hypothesis: tokens, references: fc.array(tokens, { minLength: 1, maxLength: 3 }) }),
  { minLength: 1 },
);

describe("accuracy", () => {
  test("counts right tokens in their place, and too many or too few as wrong", () => {
    const one = (said: string, right: string) =>
      accuracy([{ hypothesis: said.split(" "), references: [right.split(" ")] }]).token;
    expect(one("1 2 3 4", "1 2 3 4")).toBe(100);
    expect(one("1 2 9 4", "1 2 3 4")).toBe(75);
    expect(one("1 2", "1 2 3 4")).toBe(50);
    expect(one("1 2 3 4", "1 2")).toBe(50);
    expect(one("2 3 4 5", "1 2 3 4")).toBe(0);
  });

  test("of sequences is the share without an error", () => {
    fc.assert(
      fc.property(answers, (answers) => {
        // 100 a / n against 100 − 100 (n − a) / n: three roundings of numbers up to 100.
        expect(accuracy(answers).sequence).toBeCloseTo(errorRates(answers).exact, 12);
      }),
    );
  });

  test("of tokens is 100 exactly where all sequences are right", () => {
    fc.assert(
      fc.property(answers, (answers) => {
        const { sequence, token } = accuracy(answers);
        fc.pre(!Number.isNaN(token));
        expect(token === 100).toBe(sequence === 100);
      }),
    );
  });

  test("takes the closest of several references", () => {
    const references = [
      ["a", "b"],
      ["c", "d"],
    ];
    expect(accuracy([{ hypothesis: ["c", "d"], references }])).toEqual({
      sequence: 100,
      token: 100,
    });
  });
});

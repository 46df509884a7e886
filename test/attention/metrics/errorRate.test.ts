import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../../packages/attention/src/metrics/answer.js";
import { editDistance } from "../../../packages/attention/src/metrics/editDistance.js";
import { ErrorCounter, errorRates } from "../../../packages/attention/src/metrics/errorRate.js";

const tokens = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 5 });
const answer: fc.Arbitrary<Answer> = fc.record({
  hypothesis: tokens,
  references: fc.array(tokens, { minLength: 1, maxLength: 3 }),
});
const answers = fc.array(answer, { minLength: 1 });

const phones = (text: string) => text.split(" ");

describe("errorRates", () => {
  test("of one reference a word are edits and wrong words, in percent", () => {
    const rates = errorRates([
      { hypothesis: phones("K AE T"), references: [phones("K AE T")] },
      { hypothesis: phones("D AO G Z"), references: [phones("D AO G")] },
      { hypothesis: phones("M AW S"), references: [phones("M UH K S")] },
    ]);
    expect(rates.words).toBe(3);
    expect(rates.per).toBe((100 * (0 + 1 + 2)) / (3 + 3 + 4));
    expect(rates.wer).toBe((100 * 2) / 3);
    expect(rates.exact).toBe(100 - rates.wer);
  });

  test("take the closest variant, and its length", () => {
    const hypothesis = phones("T AH M EY T OW");
    const references = [phones("T AH M AA T OW Z"), phones("T AH M EY T OW")];
    expect(errorRates([{ hypothesis, references }])).toEqual({
      words: 1,
      per: 0,
      wer: 0,
      exact: 100,
    });
  });

  test("take the first of variants that are equally close", () => {
    const [shorter, longer] = [phones("A"), phones("A B C")];
    const hypothesis = phones("A B");
    expect(errorRates([{ hypothesis, references: [shorter, longer] }]).per).toBe(100 / 1);
    expect(errorRates([{ hypothesis, references: [longer, shorter] }]).per).toBe(100 / 3);
  });

  test("do not fall by dropping a variant", () => {
    fc.assert(
      fc.property(answers, (answers) => {
        const fewer = answers.map(({ hypothesis, references }) => ({
          hypothesis,
          references: references.slice(0, 1),
        }));
        expect(errorRates(fewer).wer).toBeGreaterThanOrEqual(errorRates(answers).wer);
      }),
    );
  });

  test("are what a counter has counted, word by word", () => {
    fc.assert(
      fc.property(answers, (answers) => {
        const counter = new ErrorCounter();
        for (const answer of answers) {
          const distances = answer.references.map((r) => editDistance(answer.hypothesis, r));
          expect(counter.add(answer)).toBe(Math.min(...distances));
        }
        expect(counter.rates).toEqual(errorRates(answers));
      }),
    );
  });

  test("of nothing are not a number", () => {
    expect(errorRates([])).toEqual({ words: 0, per: NaN, wer: NaN, exact: NaN });
  });

  test("refuse a word without a reference", () => {
    expect(() => errorRates([{ hypothesis: [], references: [] }])).toThrow(/must have a reference/);
  });
});

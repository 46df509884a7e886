import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../../packages/attention/src/metrics/answer.js";
import { bleuFromCounts, corpusBleu } from "../../../packages/attention/src/metrics/bleu.js";

const split = (text: string) => text.split(" ");

/** As sacreBLEU takes them: every stream has one reference a hypothesis. */
const answersOf = (hypotheses: string[], streams: string[][], tokenize = split): Answer[] =>
  hypotheses.map((hypothesis, i) => ({
    hypothesis: tokenize(hypothesis),
    references: streams.map((stream) => tokenize(stream[i])),
  }));

// sacreBLEU's own test cases, github.com/mjpost/sacrebleu, with the tolerances they are given
// there.
describe("corpusBleu agrees with sacreBLEU", () => {
  const hypotheses = [
    "The dog bit the man.",
    "It wasn't surprising.",
    "The man had just bitten him.",
  ];
  const streams = [
    ["The dog bit the man.", "It was not unexpected.", "The man bit him first."],
    ["The dog had bit the man.", "No one was surprised.", "The man had bitten the dog."],
  ];

  test("test_bleu.py, test_corpus_bleu: two references, tokenize none", () => {
    const { score } = corpusBleu(answersOf(hypotheses, streams));
    expect(Math.abs(score - 49.1919566)).toBeLessThan(1e-7); // as many digits as are given
  });

  test("test_bleu.py, test_corpus_bleu: two references, tokenize 13a", () => {
    const tokenize = (text: string) => split(text.replace(".", " .")); // what 13a does to these
    const bleu = corpusBleu(answersOf(hypotheses, streams, tokenize));
    expect(Math.abs(bleu.score - 48.530827)).toBeLessThan(1e-7);
    expect([bleu.matches, bleu.totals]).toEqual([
      [14, 7, 5, 3],
      [17, 14, 11, 8],
    ]);
  });

  test("test_bleu.py, test_corpus_bleu: empty hypotheses", () => {
    const nothing = hypotheses.map(() => "");
    expect(corpusBleu(answersOf(nothing, streams, () => [])).score).toBe(0);
    const answers = answersOf(hypotheses, streams).map((a) => ({ ...a, hypothesis: [] }));
    expect(corpusBleu(answers).score).toBe(0);
  });

  test("test_bleu.py, test_statistics", () => {
    const bleu = corpusBleu(
      answersOf(["am I am a character sequence"], [["I am a symbol string sequence a a"]]),
    );
    expect(bleu.matches).toEqual([4, 2, 1, 0]);
    expect(bleu.totals).toEqual([6, 5, 4, 3]);
  });

  test("test_bleu.py, test_scoring", () => {
    const { score } = bleuFromCounts({
      matches: [9, 7, 5, 3],
      totals: [10, 8, 6, 4],
      hypothesisLength: 11,
      referenceLength: 11,
    });
    expect(Math.abs(score / 100 - 0.8375922397)).toBeLessThan(1e-8);
  });

  test("test_bleu.py, test_degenerate_statistics: nothing matches", () => {
    const cases = [
      { totals: [4, 4, 2, 1], hypothesisLength: 0, referenceLength: 1 },
      { totals: [10, 11, 12, 0], hypothesisLength: 14, referenceLength: 10 },
      { totals: [0, 0, 0, 0], hypothesisLength: 0, referenceLength: 0 },
      { totals: [0, 0, 0, 0], hypothesisLength: 1, referenceLength: 5 },
    ];
    for (const counts of cases) {
      expect(bleuFromCounts({ matches: [0, 0, 0, 0], ...counts }).score).toBe(0);
    }
  });

  // One sentence, where orders 3 and 4 have no match: smoothing "exp" decides.
  const said = "Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;";
  const right = "producţia de zahăr brut se exprimă în zahăr alb;";

  test("test_sentence_bleu.py: smoothing exp, tokenize none", () => {
    const { score } = corpusBleu(answersOf([said], [[right]]));
    expect(Math.abs(score - 7.347)).toBeLessThan(1e-3);
  });

  test("test_sentence_bleu.py: smoothing exp, tokenize char", () => {
    const tokenize = (text: string) => Array.from(text.replaceAll(" ", ""));
    const { score } = corpusBleu(answersOf([said], [[right]], tokenize));
    expect(Math.abs(score - 40.8759)).toBeLessThan(1e-3);
  });

  test("test_sentence_bleu.py: nothing in common", () => {
    expect(corpusBleu(answersOf(["this is a cat"], [["okay thanks"]])).score).toBe(0);
  });
});

describe("corpusBleu", () => {
  const tokens = fc.array(fc.constantFrom("a", "b", "a b"), { maxLength: 8 });
  const answer: fc.Arbitrary<Answer> = fc.record({
    hypothesis: tokens,
    references: fc.array(tokens, { minLength: 1, maxLength: 3 }),
  });
  const answers = fc.array(answer);

  test("is between 0 and 100", () => {
    fc.assert(
      fc.property(answers, (answers) => {
        const { score } = corpusBleu(answers);
        expect(score).toBeGreaterThanOrEqual(0);
        // Logarithms of four percentages, their mean and its exponential: some ten roundings.
        expect(score).toBeLessThanOrEqual(100 * (1 + 16 * Number.EPSILON));
      }),
    );
  });

  test("of the references themselves is 100, if any has four tokens", () => {
    fc.assert(
      fc.property(answers, (answers) => {
        const right = answers.map(({ references }) => ({ hypothesis: references[0], references }));
        fc.pre(right.some(({ hypothesis }) => hypothesis.length >= 4));
        expect(corpusBleu(right).score).toBeCloseTo(100, 12);
      }),
    );
  });

  test("does not depend on the order of answers or references", () => {
    fc.assert(
      fc.property(answers, (answers) => {
        const reordered = answers
          .map(({ hypothesis, references }) => ({
            hypothesis,
            references: [...references].reverse(),
          }))
          .reverse();
        expect(corpusBleu(reordered)).toEqual(corpusBleu(answers));
      }),
    );
  });

  test("counts of two corpora add up to those of both", () => {
    fc.assert(
      fc.property(answers, answers, (some, others) => {
        const [a, b, both] = [some, others, [...some, ...others]].map(corpusBleu);
        expect(both.matches).toEqual(a.matches.map((count, k) => count + b.matches[k]));
        expect(both.totals).toEqual(a.totals.map((count, k) => count + b.totals[k]));
        expect(both.hypothesisLength).toBe(a.hypothesisLength + b.hypothesisLength);
        expect(both.referenceLength).toBe(a.referenceLength + b.referenceLength);
      }),
    );
  });

  test("compares with the reference closest in length, of two the shorter", () => {
    const referenceLength = (...lengths: number[]) =>
      corpusBleu([
        { hypothesis: ["a", "a", "a"], references: lengths.map((n) => Array<string>(n).fill("a")) },
      ]).referenceLength;
    expect(referenceLength(9, 4, 1)).toBe(4);
    expect(referenceLength(4, 2)).toBe(2);
    expect(referenceLength(2, 4)).toBe(2);
  });

  test("refuses an answer without a reference", () => {
    expect(() => corpusBleu([{ hypothesis: ["a"], references: [] }])).toThrow(/have a reference/);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  corpusChrf,
  type ChrfOptions,
  type TextAnswer,
} from "../../../packages/attention/src/metrics/chrf.js";

/** As sacreBLEU takes them, each hypothesis with one reference. */
const chrf = (hypotheses: string[], references: string[], options?: ChrfOptions) =>
  corpusChrf(
    hypotheses.map((hypothesis, i) => ({ hypothesis, references: [references[i]] })),
    options,
  );

const risk =
  "risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .";
const rightRisk =
  "risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .";
const relation = "Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich.";
const rightRelation =
  "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.";
const wall = "Niemand hat die Absicht, eine Mauer zu errichten";

// sacreBLEU's own test cases, github.com/mjpost/sacrebleu, test/test_chrf.py, β = 3, with the
// tolerance they have there.
describe("corpusChrf agrees with sacreBLEU", () => {
  const within = (score: number, right: number) =>
    expect(Math.abs(score - right)).toBeLessThan(1e-4);

  // prettier-ignore
  test.each([
    [["a"], ["a"], 100],
    [[""], ["reference"], 0],
    [["a b c"], ["a b c"], 100],
    [["a b c"], ["abc"], 100],
    [[""], ["c"], 0],
    [["a", "b"], ["a", "c"], 50],
    [["aa"], ["ab"], 25],
  ])("test_chrf_eff_order: %j for %j is %d", (hypotheses, references, score) => {
    within(chrf(hypotheses, references, { beta: 3 }), score);
  });

  // prettier-ignore
  test.each([
    [["abcdefg"], ["hijklmnop"], 0],
    [["a"], ["b"], 0],
    [[""], ["b"], 0],
    [[""], ["ref"], 0],
    [[""], ["reference"], 0],
    [["aa"], ["ab"], 8.3333],
    [["a", "b"], ["a", "c"], 8.3333],
    [["a"], ["a"], 16.6667],
    [["a b c"], ["a b c"], 50],
    [["a b c"], ["abc"], 50],
    [[` ${risk}`], [rightRisk], 63.36173],
    [[` ${relation.replace("ie ", "ie    ").replace(" freund", "  freund")} `], [rightRelation], 64.1302698],
    [[wall], [wall], 100],
  ])("test_chrf: %j for %j is %d", (hypotheses, references, score) => {
    within(chrf(hypotheses, references, { beta: 3, average: "scores" }), score);
  });

  test.each([
    [relation, rightRelation, 67.3481606],
    [risk, rightRisk, 65.2414427],
  ])("test_chrf_keep_whitespace: %j for %j is %d", (hypothesis, reference, score) => {
    within(chrf([hypothesis], [reference], { beta: 3, whitespace: true }), score);
  });

  // prettier-ignore
  test.each([
    [
      "Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře.",
      "Nejvíce smutní jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře.",
      39.14078509,
    ],
    [
      "Nebo prostě nemají vybavení, které by jim pomohlo, uvedli lékaři.",
      "A někdy nemáme ani potřebný materiál, abychom jim pomohli, popsali lékaři.",
      31.22557079,
    ],
    [
      "Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.",
      "Lapali po dechu a pak jejich život skončil - dřív, než skutečně mohl začít, připomněli.",
      57.15704367,
    ],
  ])("test_chrf_sentence_level: %j for %j is %d", (hypothesis, reference, score) => {
    within(chrf([hypothesis], [reference], { average: "scores" }), score);
  });
});

// What sacreBLEU 2 prints, as the metric card of Hugging Face's `evaluate` has it: all the digits.
describe("corpusChrf prints what sacreBLEU prints", () => {
  const hypotheses = [
    "The relationship between cats and dogs is not exactly friendly.",
    "a good bookshop is just a genteel black hole that knows how to read.",
  ];
  const references = [
    "The relationship between dogs and cats is not exactly friendly.",
    "A good bookshop is just a genteel Black Hole that knows how to read.",
  ];
  // Some twenty roundings of numbers up to 100.
  const digits = 20 * 100 * Number.EPSILON;

  test.each([
    ["chrF2", {}, 84.64214891738334],
    ["chrF2++", { wordOrder: 2 }, 82.87263732906315],
  ])("%s", (_, options, score) => {
    expect(Math.abs(chrf(hypotheses, references, options) - score)).toBeLessThan(digits);
  });

  test("chrF2++ of lower case", () => {
    const [said, right] = [hypotheses, references].map((texts) =>
      texts.map((text) => text.toLowerCase()),
    );
    const score = chrf(said, right, { wordOrder: 2 });
    expect(Math.abs(score - 92.12853119829202)).toBeLessThan(digits);
  });
});

describe("corpusChrf", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", ".", "𝒳"), maxLength: 12 });
  const answer: fc.Arbitrary<TextAnswer> = fc.record({
    hypothesis: text,
    references: fc.array(text, { minLength: 1, maxLength: 3 }),
  });
  const answers = fc.array(answer, { minLength: 1, maxLength: 5 });
  const options: fc.Arbitrary<ChrfOptions> = fc.record(
    {
      wordOrder: fc.constantFrom(0, 2),
      beta: fc.integer({ min: 1, max: 3 }),
      whitespace: fc.boolean(),
      average: fc.constantFrom("rates", "scores"),
    },
    { requiredKeys: [] },
  );

  test("is between 0 and 100", () => {
    fc.assert(
      fc.property(answers, options, (answers, options) => {
        const score = corpusChrf(answers, options);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100 * (1 + 16 * Number.EPSILON));
      }),
    );
  });

  test("of the references themselves is 100, if any has a letter", () => {
    fc.assert(
      fc.property(answers, fc.constantFrom(0, 2), (answers, wordOrder) => {
        fc.pre(answers.some(({ references }) => references[0].trim() !== ""));
        const right = answers.map(({ references }) => ({ hypothesis: references[0], references }));
        expect(corpusChrf(right, { wordOrder })).toBeCloseTo(100, 12);
      }),
    );
  });

  test("changes places of precision and recall with hypothesis and reference", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        // β = 1 weighs both alike.
        expect(chrf([a], [b], { beta: 1 })).toBeCloseTo(chrf([b], [a], { beta: 1 }), 12);
      }),
    );
  });

  test("is not moved by white space or by the order of answers", () => {
    fc.assert(
      fc.property(answers, (answers) => {
        const spaced = answers
          .map(({ hypothesis, references }) => ({
            hypothesis: ` ${hypothesis.replaceAll("a", "a ")}\n`,
            references,
          }))
          .reverse();
        expect(corpusChrf(spaced)).toBe(corpusChrf(answers));
      }),
    );
  });

  test("compares each hypothesis with the reference it is best for", () => {
    fc.assert(
      fc.property(answer, options, ({ hypothesis, references }, options) => {
        const alone = references.map((reference) => chrf([hypothesis], [reference], options));
        expect(corpusChrf([{ hypothesis, references }], options)).toBe(Math.max(...alone));
      }),
    );
  });

  test("counts no runs of a hypothesis that are longer than its reference", () => {
    // One character: 3 of 4 said are right, 3 of 3 are found. Two: "bb" alone counts, and is right.
    const [precision, recall] = [(3 / 4 + 1) / 2, 1];
    const f = (5 * precision * recall) / (4 * precision + recall);
    expect(chrf(["aa", "bb"], ["a", "bb"])).toBeCloseTo(100 * f, 12);
  });

  test("counts characters, not the halves that UTF-16 cuts them into", () => {
    expect(chrf(["𝒳"], ["𝒴"])).toBe(0);
  });

  test("refuses an answer without a reference", () => {
    expect(() => corpusChrf([{ hypothesis: "a", references: [] }])).toThrow(/have a reference/);
  });
});

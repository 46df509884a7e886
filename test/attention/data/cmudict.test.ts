import { dictionary } from "cmu-pronouncing-dictionary";
import { describe, expect, test } from "vitest";
import { parseCmudict } from "../../../packages/attention/src/data/cmudict.js";
import { pairsOf } from "../../../packages/attention/src/data/pair.js";
import { chars, words } from "../../../packages/attention/src/data/tokenizer.js";

/** Word → pronunciations, as text. */
const entries = (examples: ReturnType<typeof parseCmudict>) =>
  Object.fromEntries(
    examples.map(({ source, targets }) => [chars.join(source), targets.map(words.join)]),
  );

describe("parseCmudict", () => {
  test("drops stress and comments, and gathers variants", () => {
    const examples = parseCmudict({
      aalborg: "AO1 L B AO0 R G # place, danish",
      "aalborg(2)": "AA1 L B AA0 R G",
      "a.m.": "EY2 EH1 M",
      "e-mail": "IY1 M EY2 L",
      "'tis": "T IH1 Z",
      constructor: "K AH0 N S T R AH1 K T ER0",
    });
    expect(entries(examples)).toEqual({
      aalborg: ["AO L B AO R G", "AA L B AA R G"],
      "'tis": ["T IH Z"],
      constructor: ["K AH N S T R AH K T ER"],
    });
  });

  test("makes one target of variants that differ in stress alone", () => {
    expect(
      entries(parseCmudict({ permit: "P ER0 M IH1 T", "permit(2)": "P ER1 M IH2 T" })),
    ).toEqual({
      permit: ["P ER M IH T"],
    });
  });
});

describe("the CMU dictionary 0.7b as packed in cmu-pronouncing-dictionary 3.0.0", () => {
  const examples = parseCmudict(dictionary);

  test("has 124,920 words, of which 8,113 have variants, and 133,659 pronunciations", () => {
    expect(examples).toHaveLength(124_920);
    expect(examples.filter(({ targets }) => targets.length > 1)).toHaveLength(8_113);
    expect(pairsOf(examples)).toHaveLength(133_659);
  });

  test("is written in 26 letters and an apostrophe, and said in 39 phones", () => {
    expect(new Set(examples.flatMap(({ source }) => source)).size).toBe(27);
    const phones = new Set(examples.flatMap(({ targets }) => targets.flat()));
    // The phoneme set of www.speech.cs.cmu.edu/cgi-bin/cmudict.
    expect([...phones].sort().join(" ")).toBe(
      "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH",
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chars, words } from "../../../packages/attention/src/data/tokenizer.js";
import { codePoint } from "./codePoint.js";

/** One or two of each class of UAX #29, Table 2: what joins what before or behind it. */
const kinds = [
  ...["\r", "\n", "\u0001", "\u0301", "\u200c", "\u200d", "\ufe0f", "🏽", "\u0600", "\u0d4e"],
  ...["ᄒ", "ᅡ", "ᆫ", "하", "한", "🇩", "🇪", "👩", "©", "ि", "ำ", "क", "\u094d", "ﾞ"],
  ...["a", "é", " ", "я", "ש", "漢", "ก", "𝒳"],
];
const anyText = fc.oneof(
  fc.string({ unit: codePoint }),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom(...kinds) }),
);
const normalized = (text: string) => text.normalize("NFC").trim();

describe("chars", () => {
  test("join undoes split, up to NFC and white space around", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(chars.join(chars.split(text))).toBe(normalized(text));
      }),
    );
  });

  test("cuts where Intl.Segmenter cuts, also where it does not ask it", () => {
    const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
    const check = (text: string) => {
      const expected = Array.from(segmenter.segment(normalized(text)), (part) => part.segment);
      expect(chars.split(text)).toEqual(expected);
    };
    for (const one of kinds) for (const other of kinds) check(`x${one}${other}x`);
    fc.assert(fc.property(anyText, check), { numRuns: 1000 });
  });

  test("keeps a letter and its marks together, and the parts of an emoji", () => {
    expect(chars.split("q\u0323\u0301a")).toEqual(["q\u0323\u0301", "a"]);
    expect(chars.split("กำ")).toEqual(["กำ"]);
    expect(chars.split("👩🏽‍🚀!")).toEqual(["👩🏽‍🚀", "!"]);
    expect(chars.split("🇩🇪🇫🇷")).toEqual(["🇩🇪", "🇫🇷"]);
    expect(chars.split("한국")).toEqual(["한", "국"]);
  });

  test("takes é in one code point and in two as the same token", () => {
    expect(chars.split("cafe\u0301")).toEqual(chars.split("caf\u00e9"));
  });

  test("keeps case and white space inside", () => {
    expect(chars.split(" Ab c ")).toEqual(["A", "b", " ", "c"]);
  });
});

describe("words", () => {
  const word = fc
    .string({ unit: "grapheme", minLength: 1 })
    .map((text) => text.normalize("NFC").replace(/\s/g, ""))
    .filter((text) => text !== "");

  test("split undoes join", () => {
    fc.assert(
      fc.property(fc.array(word), (tokens) => {
        expect(words.split(words.join(tokens))).toEqual(tokens.map((t) => t.normalize("NFC")));
      }),
    );
  });

  test("any white space separates, however much of it", () => {
    expect(words.split("  HH  AH0\u00a0L\u3000OW1 ")).toEqual(["HH", "AH0", "L", "OW1"]);
  });

  test("keeps phones of several code points whole", () => {
    expect(words.split("t͡ʃ ɛ̃ː d̪")).toEqual(["t͡ʃ", "ɛ̃ː", "d̪"]);
  });
});

test("blank text has no tokens", () => {
  for (const blank of ["", " ", "\t\u00a0"]) {
    expect(chars.split(blank)).toEqual([]);
    expect(words.split(blank)).toEqual([]);
  }
});

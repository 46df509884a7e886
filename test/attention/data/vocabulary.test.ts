import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { special, Vocabulary } from "../../../packages/attention/src/data/vocabulary.js";
import { UserError } from "../../../packages/attention/src/userError.js";

const token = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("<end>", "constructor", "__proto__"),
);
const sequences = fc.array(fc.array(token));

describe("Vocabulary", () => {
  test("decode undoes encode for tokens it was made of", () => {
    fc.assert(
      fc.property(sequences, (sequences) => {
        const vocabulary = Vocabulary.of(sequences);
        for (const tokens of sequences) {
          expect(vocabulary.decode(vocabulary.encode(tokens))).toEqual(tokens);
        }
      }),
    );
  });

  test("numbers each token once, behind the special ids", () => {
    fc.assert(
      fc.property(sequences, (sequences) => {
        const vocabulary = Vocabulary.of(sequences);
        const distinct = [...new Set(sequences.flat())];
        expect(vocabulary.size).toBe(4 + distinct.length);
        expect(distinct.map((token) => vocabulary.idOf(token)).sort((a, b) => a - b)).toEqual(
          distinct.map((_, i) => 4 + i),
        );
      }),
    );
  });

  test("depends on how often tokens come, not on when", () => {
    fc.assert(
      fc.property(sequences, (sequences) => {
        const there = JSON.stringify(Vocabulary.of(sequences));
        const back = JSON.stringify(Vocabulary.of([...sequences].reverse()));
        expect(back).toBe(there);
      }),
    );
  });

  test("puts common tokens first, equally common ones in UTF-16 order", () => {
    const { tokens } = Vocabulary.of([["b", "c"], ["a", "c", "ä"], ["Z"]]).toJSON();
    expect(tokens).toEqual(["c", "Z", "a", "b", "ä"]);
  });

  test("encodes a token it never saw as unknown", () => {
    expect(new Vocabulary(["a"]).encode(["a", "b"])).toEqual([4, special.unknown]);
  });

  test("decodes up to the first end, without start and padding", () => {
    const vocabulary = new Vocabulary(["a", "b"]);
    const { start, end, unknown, padding } = special;
    expect(vocabulary.decode([start, 4, unknown, 5, end, 4, padding])).toEqual([
      "a",
      "<unknown>",
      "b",
    ]);
    expect(vocabulary.decode(Int32Array.of(start, 4, padding, padding))).toEqual(["a"]);
  });

  test("pads with what a fresh array holds", () => {
    expect(new Int32Array(1)[0]).toBe(special.padding);
  });

  test("comes back from JSON as it was", () => {
    fc.assert(
      fc.property(sequences, (sequences) => {
        const vocabulary = Vocabulary.of(sequences);
        const json: unknown = JSON.parse(JSON.stringify(vocabulary));
        expect(Vocabulary.fromJson(json, "model").toJSON()).toEqual(vocabulary.toJSON());
      }),
    );
  });

  test("refuses a foreign object as the user's error, whatever it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(() => Vocabulary.fromJson(json, "model")).toThrow(UserError);
      }),
    );
    const { specials } = new Vocabulary([]).toJSON();
    const mangled = [
      { specials, tokens: ["a", 1] },
      { specials, tokens: ["a", "a"] },
      { specials: ["<padding>"], tokens: ["a"] },
      { specials: [...specials].reverse(), tokens: ["a"] },
    ];
    for (const json of [undefined, ...mangled]) {
      expect(() => Vocabulary.fromJson(json, "runs/x")).toThrow(/^runs\/x: its .* \(.*\)$/);
    }
  });

  test("refuses a token given twice, and names it", () => {
    expect(() => new Vocabulary(["a", "b", "a"])).toThrow(/must differ; got "a" twice/);
  });

  test("has a token for the ids below its size and for no other", () => {
    const vocabulary = new Vocabulary(["a"]);
    const all = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.tokenOf(id));
    expect(all).toEqual(["<padding>", "<start>", "<end>", "<unknown>", "a"]);
    for (const id of [-1, 0.5, 5, NaN]) expect(() => vocabulary.tokenOf(id)).toThrow(RangeError);
  });
});

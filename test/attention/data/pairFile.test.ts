import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePairs } from "../../../packages/attention/src/data/pairFile.js";
import { parseTsv } from "../../../packages/attention/src/data/tsv.js";
import { chars, words } from "../../../packages/attention/src/data/tokenizer.js";
import { UserError } from "../../../packages/attention/src/userError.js";

const spelled = { source: "chars", target: "words" } as const;
const inWords = { source: "words", target: "words" };
const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parsePairs([bytes(text)], "a.txt", spelled);

const word = fc.stringMatching(/^[A-Z_a-z]{1,6}$/).filter((word) => !/^(IN|OUT):?$/.test(word));
const phrase = fc.array(word, { minLength: 1, maxLength: 6 });
const blank = fc.constantFrom("", "\n", "\r\n", " \n");

describe("parsePairs", () => {
  test("reads SCAN's own lines, in words", async () => {
    const text = "IN: jump twice OUT: I_JUMP I_JUMP\nIN: turn left OUT: I_TURN_LEFT\n";
    expect(await parse(text)).toEqual({
      tokens: inWords,
      pairs: [
        { source: ["jump", "twice"], target: ["I_JUMP", "I_JUMP"] },
        { source: ["turn", "left"], target: ["I_TURN_LEFT"] },
      ],
    });
  });

  test("reads back what was written as SCAN, however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(phrase, phrase, blank), { minLength: 1 }),
        fc.constantFrom("", "\uFEFF", "\n\n"),
        fc.integer({ min: 1, max: 40 }),
        async (rows, start, size) => {
          const lines = rows.map(
            ([source, target, gap]) => `IN: ${source.join(" ")} OUT: ${target.join(" ")}\n${gap}`,
          );
          const whole = bytes(start + lines.join(""));
          const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) =>
            whole.slice(i * size, (i + 1) * size),
          );
          const { pairs, tokens } = await parsePairs(pieces, "a.txt", spelled);
          expect(tokens).toEqual(inWords);
          expect(pairs).toEqual(rows.map(([source, target]) => ({ source, target })));
        },
      ),
    );
  });

  test("reads a table as a table, though it speaks of IN: and OUT:", async () => {
    const text = "\nIN: a OUT: b\tc d\nx\ty\n";
    expect(await parse(text)).toEqual({
      tokens: spelled,
      pairs: await parseTsv([bytes(text)], { file: "a.txt", source: chars, target: words }),
    });
  });

  test.each([
    ["IN: a OUT: b\nc d\n", 'a.txt:2: no IN: and OUT: in "c d" (write IN: source OUT: target)'],
    [
      "\nIN: a OUT: b\nIN:  OUT: b\n",
      'a.txt:3: an empty source in "IN:  OUT: b" (fill it in or remove the line)',
    ],
    ["IN: a OUT:\n", 'a.txt:1: an empty target in "IN: a OUT:" (fill it in or remove the line)'],
    ["a\tb\nIN: a OUT: b\n", 'a.txt:2: no tab in "IN: a OUT: b" (write source<TAB>target)'],
    ["\n\n", "a.txt: holds no pairs (write source<TAB>target)"],
  ])("refuses %j as the user's error, and says where and why", async (text, message) => {
    await expect(parse(text)).rejects.toThrow(new UserError(message));
  });
});

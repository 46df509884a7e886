import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Pair } from "../../../packages/attention/src/data/pair.js";
import { chars, words } from "../../../packages/attention/src/data/tokenizer.js";
import { parseTsv } from "../../../packages/attention/src/data/tsv.js";
import { UserError } from "../../../packages/attention/src/userError.js";

const parse = (text: string): Promise<Pair[]> =>
  parseTsv([new TextEncoder().encode(text)], { file: "a.tsv", source: chars, target: words });

const side = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text.trim() !== "");
const blank = fc.constantFrom("", "\n", "\r\n", " \n", "\t\r\n");

describe("parseTsv", () => {
  test("reads back the pairs that were written, whatever their letters and line ends", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(side, side, fc.constantFrom("\n", "\r\n"), blank), { minLength: 1 }),
        fc.constantFrom("", "\uFEFF"),
        async (rows, mark) => {
          const text = rows.map(([source, target, end, gap]) => `${source}\t${target}${end}${gap}`);
          expect(await parse(mark + text.join(""))).toEqual(
            rows.map(([source, target]) => ({
              source: chars.split(source),
              target: words.split(target),
            })),
          );
        },
      ),
    );
  });

  test("keeps combining characters and phones of several code points", async () => {
    expect(await parse("q̇a\tt͡ʃ ɛ̃ː\n")).toEqual([{ source: ["q̇", "a"], target: ["t͡ʃ", "ɛ̃ː"] }]);
  });

  test("keeps a source that comes several times, in order", async () => {
    expect((await parse("a\tx\nb\ty\na\tz")).map(({ target }) => target[0])).toEqual([
      "x",
      "y",
      "z",
    ]);
  });

  test.each([
    ["one\n", 'a.tsv:1: no tab in "one" (write source<TAB>target)'],
    ["a\tb\r\n\r\nc d\r\n", 'a.tsv:3: no tab in "c d" (write source<TAB>target)'],
    [
      "go\tva\tCC-BY",
      'a.tsv:1: 2 tabs in "go\\tva\\tCC-BY" (keep two columns, source<TAB>target; `cut -f1,2` drops the others)',
    ],
    ["a\tb\n\tb\n", 'a.tsv:2: an empty source in "\\tb" (fill it in or remove the line)'],
    [" \t\n\na\t \n", 'a.tsv:3: an empty target in "a\\t " (fill it in or remove the line)'],
    ["\n\r\n \n\t\n", "a.tsv: holds no pairs (write source<TAB>target)"],
    ["", "a.tsv: holds no pairs (write source<TAB>target)"],
  ])("refuses %j as the user's error, and says where and why", async (text, message) => {
    await expect(parse(text)).rejects.toThrow(new UserError(message));
  });

  test("quotes no more of a long line than fits", async () => {
    const message = await parse("x".repeat(100_000)).catch((error: unknown) => String(error));
    expect(message).toHaveLength(
      `UserError: a.tsv:1: no tab in "${"x".repeat(40)}…" (write source<TAB>target)`.length,
    );
  });

  test("names a line behind a million good ones", async () => {
    async function* rows(): AsyncGenerator<Uint8Array> {
      const thousand = new TextEncoder().encode("a\tb\n".repeat(1000));
      for (let i = 0; i < 1000; i++) yield thousand;
      yield new TextEncoder().encode("oops\n");
    }
    const format = { file: "a.tsv", source: chars, target: words };
    await expect(parseTsv(rows(), format)).rejects.toThrow("a.tsv:1000001: no tab");
  });
});

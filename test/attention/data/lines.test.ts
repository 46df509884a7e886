import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Chunks, type Line, readLines } from "../../../packages/attention/src/data/lines.js";
import { UserError } from "../../../packages/attention/src/userError.js";
import { codePoint } from "./codePoint.js";

const bytes = (text: string) => new TextEncoder().encode(text);

async function collect(chunks: Chunks): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readLines(chunks, "f")) lines.push(line);
  return lines;
}

const texts = async (chunks: Chunks) => (await collect(chunks)).map(({ text }) => text);

/** `whole` cut at the given places, so within a character, too. */
function cut(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const edges = [0, ...places.map((p) => p % (whole.length + 1)), whole.length];
  edges.sort((a, b) => a - b);
  return edges.slice(1).map((edge, i) => whole.subarray(edges[i], edge));
}

const line = fc.string({ unit: codePoint }).map((text) => text.replace(/[\r\n]/g, ""));

describe("readLines", () => {
  test("gives back the lines, however they end and wherever the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n"))),
        fc.array(fc.nat()),
        fc.boolean(),
        async (lines, places, hasMark) => {
          // A text that itself begins with a mark needs another: the first one is dropped.
          const first = lines[0]?.[0] ?? "";
          const mark = hasMark || first.startsWith("\uFEFF") ? "\uFEFF" : "";
          const whole = bytes(mark + lines.map(([text, end]) => text + end).join(""));
          expect(await collect(cut(whole, places))).toEqual(
            lines.map(([text], i) => ({ number: i + 1, text })),
          );
        },
      ),
    );
  });

  test("takes a last line without an end, and makes no line of nothing", async () => {
    expect(await texts([bytes("a\n\nb")])).toEqual(["a", "", "b"]);
    expect(await texts([bytes("a\n")])).toEqual(["a"]);
    expect(await texts([bytes("")])).toEqual([]);
    expect(await texts([])).toEqual([]);
  });

  test("drops a byte order mark at the start only", async () => {
    const lines = "\uFEFFa\n\uFEFFb\n";
    expect(await texts([bytes(lines)])).toEqual(["a", "\uFEFFb"]);
    expect(await texts([bytes("\uFEFFa\n"), bytes("\uFEFFb\n")])).toEqual(["a", "\uFEFFb"]);
  });

  test("does not mind a reader that fills the same memory again", async () => {
    async function* reader(): AsyncGenerator<Uint8Array> {
      const memory = new Uint8Array(2);
      for (const part of ["ab", "c\n", "de"]) {
        memory.set(bytes(part));
        yield memory;
      }
    }
    expect(await texts(reader())).toEqual(["abc", "de"]);
  });

  test("names the line that is not UTF-8", async () => {
    const broken = [
      [0xff],
      [0xc3],
      [0xc0, 0xaf], // "/" in a form that is longer than it must be
      [0xed, 0xa0, 0x80], // half a surrogate pair
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 20 }),
        fc.constantFrom(...broken),
        fc.constantFrom("", "\n", "\nmore\n"),
        fc.array(fc.nat()),
        async (before, wrong, after, places) => {
          const whole = [...bytes("ä\n".repeat(before)), ...wrong, ...bytes(after)];
          const reading = collect(cut(Uint8Array.from(whole), places));
          await expect(reading).rejects.toThrow(UserError);
          await expect(reading).rejects.toThrow(
            `f:${before + 1}: the line is not UTF-8 (save it as UTF-8)`,
          );
        },
      ),
    );
  });

  test("does not gather a line of more than 1 MiB", async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield bytes("a\n");
      for (;;) {
        given += 1 << 16;
        yield new Uint8Array(1 << 16).fill(0x61);
      }
    }
    await expect(texts(endless())).rejects.toThrow("f:2: the line is longer than 1 MiB");
    expect(given).toBeLessThan(1 << 21);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stableHash } from "../../../packages/attention/src/data/stableHash.js";

describe("stableHash", () => {
  // FNV-1a of these is published (0x811c9dc5, 0xe40c292c, 0xbf9cf968:
  // isthe.com/chongo/tech/comp/fnv); MurmurHash3's finalizer of that was computed apart, in Python.
  test.each([
    ["", 0xab3e7c0b],
    ["a", 0x1a80b1b3],
    ["foobar", 0x0c0da6dc],
  ])("of %j is what it has always been", (text, hash) => {
    expect(stableHash(text)).toBe(hash);
  });

  test("is an unsigned integer of 32 bits", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const hash = stableHash(text);
        expect(hash).toBe(hash >>> 0);
      }),
    );
  });
});

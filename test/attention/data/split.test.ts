import { dictionary } from "cmu-pronouncing-dictionary";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCmudict } from "../../../packages/attention/src/data/cmudict.js";
import { pairsOf } from "../../../packages/attention/src/data/pair.js";
import { splitBySource } from "../../../packages/attention/src/data/split.js";

const item = fc.record({ source: fc.array(fc.string(), { maxLength: 4 }), note: fc.nat() });
const items = fc.array(item);
const shares = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([a, b]) => ({ dev: Math.min(a, b), test: 1 - Math.max(a, b) }));

describe("splitBySource", () => {
  test("puts every item into exactly one part, in the given order", () => {
    fc.assert(
      fc.property(items, shares, (items, shares) => {
        const { train, dev, test } = splitBySource(items, shares);
        expect(train.length + dev.length + test.length).toBe(items.length);
        for (const part of [train, dev, test]) {
          const members = new Set(part);
          expect(items.filter((item) => members.has(item))).toEqual(part);
        }
      }),
    );
  });

  test("never parts items with the same source", () => {
    fc.assert(
      fc.property(items, shares, (items, shares) => {
        const twins = items.map((item) => ({ ...item, note: -1 }));
        const { train, dev, test } = splitBySource([...items, ...twins], shares);
        for (const part of [train, dev, test]) {
          expect(part.filter(({ note }) => note === -1)).toHaveLength(part.length / 2);
        }
      }),
    );
  });

  test("moves no item when others are added", () => {
    fc.assert(
      fc.property(items, items, shares, (items, others, shares) => {
        const alone = splitBySource(items, shares);
        const together = splitBySource([...items, ...others], shares);
        expect(together.train.slice(0, alone.train.length)).toEqual(alone.train);
        expect(together.dev.slice(0, alone.dev.length)).toEqual(alone.dev);
        expect(together.test.slice(0, alone.test.length)).toEqual(alone.test);
      }),
    );
  });

  test("tests on the same items whatever the dev share", () => {
    fc.assert(
      fc.property(items, shares, (items, shares) => {
        const withoutDev = splitBySource(items, { ...shares, dev: 0 });
        expect(splitBySource(items, shares).test).toEqual(withoutDev.test);
      }),
    );
  });

  test("of the CMU dictionary shares no word, and always holds out the same words", () => {
    const examples = parseCmudict(dictionary);
    const { train, dev, test } = splitBySource(examples, { dev: 0.01, test: 0.05 });
    const words = [train, dev, test].map(
      (part) => new Set(pairsOf(part).map(({ source }) => source.join(""))),
    );
    expect(words.map(({ size }) => size)).toEqual([117_259, 1_297, 6_364]);
    expect(new Set(words.flatMap((part) => [...part])).size).toBe(examples.length);
    expect(words[2].has("aardvark")).toBe(false);

    // A share p of n independent draws has standard deviation √(p (1 − p) / n); 5 of them are
    // allowed.
    for (const [part, share] of [[dev, 0.01] as const, [test, 0.05] as const]) {
      const deviation = Math.sqrt((share * (1 - share)) / examples.length);
      expect(Math.abs(part.length / examples.length - share)).toBeLessThan(5 * deviation);
    }
  });

  test("refuses shares that cannot be", () => {
    for (const [dev, test] of [
      [-0.1, 0.1],
      [0.1, -0.1],
      [0.6, 0.6],
      [NaN, 0],
    ]) {
      expect(() => splitBySource([], { dev, test })).toThrow(/split: shares must be .*; got dev/);
    }
  });
});

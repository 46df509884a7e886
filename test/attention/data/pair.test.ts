import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  groupBySource,
  type Pair,
  pairsOf,
  tokensKey,
} from "../../../packages/attention/src/data/pair.js";

// Few tokens, so that sources meet; some that a careless key would confuse.
const tokens = fc.array(fc.constantFrom("a", "b", " ", "a b", "\0", ""), { maxLength: 3 });
const pairs: fc.Arbitrary<Pair[]> = fc.array(fc.record({ source: tokens, target: tokens }));
const text = (pair: Pair) => JSON.stringify([pair.source, pair.target]);

describe("groupBySource", () => {
  test("keeps every pair, once", () => {
    fc.assert(
      fc.property(pairs, (pairs) => {
        const kept = pairsOf(groupBySource(pairs)).map(text);
        expect(kept.sort()).toEqual([...new Set(pairs.map(text))].sort());
      }),
    );
  });

  test("gives each source one example, in order of first appearance", () => {
    fc.assert(
      fc.property(pairs, (pairs) => {
        const sources = groupBySource(pairs).map(({ source }) => tokensKey(source));
        expect(sources).toEqual([...new Set(pairs.map(({ source }) => tokensKey(source)))]);
      }),
    );
  });

  test("undoes pairsOf", () => {
    fc.assert(
      fc.property(pairs, (pairs) => {
        const examples = groupBySource(pairs);
        expect(groupBySource(pairsOf(examples))).toEqual(examples);
      }),
    );
  });
});

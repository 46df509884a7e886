import { dictionary } from "cmu-pronouncing-dictionary";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Batch } from "../../../packages/attention/src/data/batch.js";
import { parseCmudict } from "../../../packages/attention/src/data/cmudict.js";
import { encodePairs } from "../../../packages/attention/src/data/encodedPairs.js";
import { Epoch } from "../../../packages/attention/src/data/epoch.js";
import { pairsOf } from "../../../packages/attention/src/data/pair.js";
import { Vocabulary } from "../../../packages/attention/src/data/vocabulary.js";

const vocabulary = new Vocabulary(["a"]);
const sequence = fc.nat({ max: 9 }).map((length) => Array<string>(length + 1).fill("a"));
const encoded = fc
  .array(fc.record({ source: sequence, target: sequence }), { maxLength: 60 })
  .map((pairs) => encodePairs(pairs, vocabulary, vocabulary));
const options = fc.record({
  batchSize: fc.integer({ min: 1, max: 20 }),
  seed: fc.integer(),
  epoch: fc.nat(),
  padToMultipleOf: fc.integer({ min: 1, max: 8 }),
});

const shapesOf = (epoch: Epoch): string[] =>
  batchesOf(epoch).map(({ source, decoderInput, decoderTarget }) =>
    [source, decoderInput, decoderTarget].map(({ shape }) => shape.join("×")).join(),
  );

const batchesOf = (epoch: Epoch): Batch[] =>
  Array.from({ length: epoch.length }, (_, i) => epoch.batch(i));

describe("Epoch", () => {
  test("has every pair exactly once", () => {
    fc.assert(
      fc.property(encoded, options, (pairs, options) => {
        const seen = batchesOf(new Epoch(pairs, options)).flatMap((batch) => [...batch.pairs]);
        expect(seen.sort((a, b) => a - b)).toEqual(
          Array.from({ length: pairs.sources.count }, (_, i) => i),
        );
      }),
    );
  });

  test("has full batches, but for one remainder", () => {
    fc.assert(
      fc.property(encoded, options, (pairs, options) => {
        const sizes = batchesOf(new Epoch(pairs, options)).map((batch) => batch.pairs.length);
        const smaller = sizes.filter((size) => size < options.batchSize);
        expect(smaller.length).toBeLessThanOrEqual(1);
        expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(options.batchSize);
      }),
    );
  });

  test("has the shapes that every other epoch has", () => {
    fc.assert(
      fc.property(encoded, options, fc.integer(), fc.nat(), (pairs, options, seed, epoch) => {
        const other = new Epoch(pairs, { ...options, seed, epoch });
        expect(shapesOf(other).sort()).toEqual(shapesOf(new Epoch(pairs, options)).sort());
      }),
    );
  });

  test("can be resumed at any batch: the same seed and epoch give the same batches", () => {
    fc.assert(
      fc.property(encoded, options, fc.nat(), (pairs, options, n) => {
        const whole = batchesOf(new Epoch(pairs, options));
        fc.pre(whole.length > 0);
        const index = n % whole.length;
        expect(new Epoch(pairs, options).batch(index)).toEqual(whole[index]);
      }),
    );
  });

  test("reports the padding that its batches have", () => {
    fc.assert(
      fc.property(encoded, options, (pairs, options) => {
        const epoch = new Epoch(pairs, options);
        const blocks = batchesOf(epoch).flatMap(({ source, decoderInput }) => [
          source.ids,
          decoderInput.ids,
        ]);
        const ids = blocks.flatMap((block) => [...block]);
        const padding = ids.filter((id) => id === 0).length;
        // A sum of at most 60 · 2 · 11 integers is exact; 1 − a / b against (b − a) / b rounds
        // twice.
        expect(epoch.paddingShare()).toBeCloseTo(ids.length === 0 ? 0 : padding / ids.length, 15);
      }),
    );
  });

  test("refuses a batch size or a multiple that is none, and a batch that is not there", () => {
    const pairs = encodePairs([{ source: ["a"], target: ["a"] }], vocabulary, vocabulary);
    for (const batchSize of [0, -1, 1.5, NaN]) {
      expect(() => new Epoch(pairs, { batchSize, seed: 1, epoch: 0 })).toThrow(
        `epoch: batchSize must be a positive integer; got ${batchSize}`,
      );
    }
    expect(() => new Epoch(pairs, { batchSize: 1, seed: 1, epoch: 0, padToMultipleOf: 0 })).toThrow(
      "epoch: padToMultipleOf must be a positive integer; got 0",
    );
    const epoch = new Epoch(pairs, { batchSize: 1, seed: 1, epoch: 0 });
    for (const index of [-1, 0.5, 1]) expect(() => epoch.batch(index)).toThrow(RangeError);
  });
});

describe("an epoch of the CMU dictionary", () => {
  const pairs = pairsOf(parseCmudict(dictionary));
  const encodedPairs = encodePairs(
    pairs,
    Vocabulary.of(pairs.map(({ source }) => source)),
    Vocabulary.of(pairs.map(({ target }) => target)),
  );
  const [first, second] = [0, 1].map(
    (epoch) => new Epoch(encodedPairs, { batchSize: 64, seed: 1, epoch }),
  );
  const batches = batchesOf(first);

  test("is hardly padded, and its shapes recur", () => {
    expect(first.length).toBe(Math.ceil(133_659 / 64));
    expect(first.paddingShare()).toBeLessThan(0.004);
    expect(new Set(shapesOf(first)).size).toBe(90);
  });

  test.each([
    { padToMultipleOf: 4, shapes: 14, share: 0.17 },
    { padToMultipleOf: 8, shapes: 7, share: 0.28 },
  ])("has $shapes shapes if padded to multiples of $padToMultipleOf", (wide) => {
    const { padToMultipleOf, shapes, share } = wide;
    const epoch = new Epoch(encodedPairs, { batchSize: 64, seed: 1, epoch: 0, padToMultipleOf });
    expect(new Set(shapesOf(epoch)).size).toBe(shapes);
    expect(epoch.paddingShare()).toBeCloseTo(share, 2);
  });

  test("does not go through the lengths in order", () => {
    const longer = batches.filter(
      ({ source }, i) => i > 0 && source.shape[1] > batches[i - 1].source.shape[1],
    ).length;
    const shorter = batches.filter(
      ({ source }, i) => i > 0 && source.shape[1] < batches[i - 1].source.shape[1],
    ).length;
    // Of two batches in random order either is the longer one equally often.
    const changes = longer + shorter;
    expect(Math.abs(longer - shorter)).toBeLessThan(5 * Math.sqrt(changes));
    expect(changes).toBeGreaterThan(batches.length / 2);
  });

  test("has other companions for a pair than the epoch before", () => {
    const companions = (epoch: Epoch) => {
      const batch = batchesOf(epoch).find(({ pairs }) => pairs.includes(1000));
      return new Set(batch?.pairs);
    };
    const [before, after] = [companions(first), companions(second)];
    const again = [...before].filter((pair) => after.has(pair));
    expect(again.length).toBeLessThan(32);
  });
});

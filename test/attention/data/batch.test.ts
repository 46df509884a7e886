import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchOf, type PaddedIds, padIds } from "../../../packages/attention/src/data/batch.js";
import { encodePairs } from "../../../packages/attention/src/data/encodedPairs.js";
import type { Pair } from "../../../packages/attention/src/data/pair.js";
import { special, Vocabulary } from "../../../packages/attention/src/data/vocabulary.js";

const rowOf = ({ ids, shape: [, columns] }: PaddedIds, row: number) =>
  ids.subarray(row * columns, (row + 1) * columns);

const rowsOf = (padded: PaddedIds) =>
  Array.from({ length: padded.shape[0] }, (_, row) => [...rowOf(padded, row)]);

describe("padIds", () => {
  const rows = fc.array(fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 6 }));

  test("keeps each row at the start of its own, and padding behind it", () => {
    fc.assert(
      fc.property(rows, (rows) => {
        const padded = padIds(rows);
        expect(padded.ids).toHaveLength(padded.shape[0] * padded.shape[1]);
        rows.forEach((row, r) => {
          const filled = [...rowOf(padded, r)];
          expect(padded.lengths[r]).toBe(row.length);
          expect(filled.slice(0, row.length)).toEqual(row);
          expect(filled.slice(row.length).every((id) => id === special.padding)).toBe(true);
        });
      }),
    );
  });

  test("is no wider than its longest row", () => {
    fc.assert(
      fc.property(rows, (rows) => {
        const longest = Math.max(0, ...rows.map((row) => row.length));
        expect(padIds(rows).shape).toEqual([rows.length, longest]);
      }),
    );
  });

  test("is as wide as the next multiple, but no wider than any row is anywhere", () => {
    fc.assert(
      fc.property(
        rows,
        fc.integer({ min: 1, max: 8 }),
        fc.nat({ max: 9 }),
        (rows, multiple, more) => {
          const exact = padIds(rows);
          const [count, longest] = exact.shape;
          const limit = longest + more;
          const { shape, lengths, ids } = padIds(rows, { multiple, limit });
          const next = longest + ((multiple - (longest % multiple)) % multiple);
          expect(shape).toEqual([count, Math.min(next, limit)]);
          expect(lengths).toEqual(exact.lengths);
          rows.forEach((row, r) => {
            const filled = [...ids.subarray(r * shape[1], (r + 1) * shape[1])];
            const fill = Array<number>(shape[1] - row.length).fill(special.padding);
            expect(filled).toEqual([...row, ...fill]);
          });
        },
      ),
    );
  });

  test("takes more rows than a call takes arguments", () => {
    expect(padIds(Array<number[]>(300_000).fill([7])).shape).toEqual([300_000, 1]);
  });
});

describe("batchOf", () => {
  const tokens = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 6 });
  const pairs: fc.Arbitrary<Pair[]> = fc.array(fc.record({ source: tokens, target: tokens }), {
    minLength: 1,
  });
  const vocabulary = new Vocabulary(["a", "b", "c"]); // d is unknown

  test("lays out sources, and targets between start and end", () => {
    const pairs = [
      { source: ["a", "b"], target: ["c"] },
      { source: ["b"], target: ["a", "b", "d"] },
    ];
    const batch = batchOf(encodePairs(pairs, vocabulary, vocabulary), Int32Array.of(1, 0));
    expect([...batch.pairs]).toEqual([1, 0]);
    expect(rowsOf(batch.source)).toEqual([
      [5, 0],
      [4, 5],
    ]);
    expect(rowsOf(batch.decoderInput)).toEqual([
      [1, 4, 5, 3],
      [1, 6, 0, 0],
    ]);
    expect(rowsOf(batch.decoderTarget)).toEqual([
      [4, 5, 3, 2],
      [6, 2, 0, 0],
    ]);
    expect([...batch.decoderInput.lengths]).toEqual([4, 2]);
    expect(batch.decoderTarget.lengths).toEqual(batch.decoderInput.lengths);
  });

  test("has every chosen pair in its row, and each target is the next input", () => {
    fc.assert(
      fc.property(pairs, fc.array(fc.nat(), { minLength: 1 }), (pairs, choice) => {
        const chosen = Int32Array.from(choice, (n) => n % pairs.length);
        const { source, decoderInput, decoderTarget } = batchOf(
          encodePairs(pairs, vocabulary, vocabulary),
          chosen,
        );
        expect(decoderTarget.shape).toEqual(decoderInput.shape);
        chosen.forEach((pair, b) => {
          const known = (tokens: readonly string[]) =>
            tokens.map((token) => (token === "d" ? "<unknown>" : token));
          expect(vocabulary.decode(rowOf(source, b))).toEqual(known(pairs[pair].source));
          expect(vocabulary.decode(rowOf(decoderTarget, b))).toEqual(known(pairs[pair].target));

          const steps = decoderInput.lengths[b];
          const [input, target] = [rowOf(decoderInput, b), rowOf(decoderTarget, b)];
          expect(input[0]).toBe(special.start);
          expect(target[steps - 1]).toBe(special.end);
          expect(target.subarray(0, steps - 1)).toEqual(input.subarray(1, steps));
        });
      }),
    );
  });
});

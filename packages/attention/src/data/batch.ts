/**
 * @file What a training step takes: some pairs as blocks of ids, each as wide as its longest row.
 *
 * B pairs in the batch; S tokens of the longest source, T of the longest target. The decoder takes
 * one step more, to say that it has ended:
 *
 *   step            1      2    …    T + 1
 *   decoderInput    start  y_1  …    y_T      what it is fed under teacher forcing
 *   decoderTarget   y_1    y_2  …    end      what it should say
 */
import type { EncodedPairs } from "./encodedPairs.js";

/** Rows of ids, filled up at their ends with `special.padding`. */
export interface PaddedIds {
  /** (rows, columns), row-major. */
  readonly ids: Int32Array;
  readonly shape: readonly [rows: number, columns: number];
  /** (rows): how many ids of each row are not padding: all that a mask needs to know. */
  readonly lengths: Int32Array;
}

export interface Batch {
  /** (B): which of the encoded pairs these are. */
  readonly pairs: Int32Array;
  /** (B, S). */
  readonly source: PaddedIds;
  /** (B, T + 1). */
  readonly decoderInput: PaddedIds;
  /** (B, T + 1), the same lengths; a loss ignores its padding. */
  readonly decoderTarget: PaddedIds;
}

/** (number of rows, longest row) ids: `rows` below each other. */
export function padIds(rows: readonly ArrayLike<number>[]): PaddedIds {
  const lengths = Int32Array.from(rows, (row) => row.length);
  const columns = lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const ids = new Int32Array(rows.length * columns); // zeros, which is `special.padding`
  rows.forEach((row, r) => {
    ids.set(row, r * columns);
  });
  return { ids, shape: [rows.length, columns], lengths };
}

/** The batch of the given pairs, in the given order. */
export function batchOf({ sources, targets }: EncodedPairs, pairs: Int32Array): Batch {
  const targetRows = Array.from(pairs, (pair) => targets.at(pair));
  return {
    pairs,
    source: padIds(Array.from(pairs, (pair) => sources.at(pair))),
    decoderInput: padIds(targetRows.map((row) => row.subarray(0, -1))),
    decoderTarget: padIds(targetRows.map((row) => row.subarray(1))),
  };
}

/**
 * @file What a training step takes: some pairs as blocks of ids, each as wide as its longest row, or
 * a little wider, where shapes are to recur.
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

/** How much wider than its longest row a block of ids may be. */
export interface Padding {
  /** Its width is rounded up to a multiple of this, so that few widths occur; 1 unless said. */
  readonly multiple?: number;
  /** No further than to this: no row anywhere is longer. */
  readonly limit?: number;
}

/** How wide a block is whose longest row has so many ids. */
export function paddedWidth(
  longest: number,
  { multiple = 1, limit = Infinity }: Padding = {},
): number {
  const rounded = Math.ceil(longest / multiple) * multiple;
  return Math.max(longest, Math.min(rounded, limit));
}

/** (number of rows, width) ids: `rows` below each other. */
export function padIds(rows: readonly ArrayLike<number>[], padding?: Padding): PaddedIds {
  const lengths = Int32Array.from(rows, (row) => row.length);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const columns = paddedWidth(longest, padding);
  const ids = new Int32Array(rows.length * columns); // zeros, which is `special.padding`
  rows.forEach((row, r) => {
    ids.set(row, r * columns);
  });
  return { ids, shape: [rows.length, columns], lengths };
}

/**
 * The batch of the given pairs, in the given order. S and T + 1 are rounded up to a multiple of
 * `multiple`, but no further than to the longest of all pairs.
 */
export function batchOf(encoded: EncodedPairs, pairs: Int32Array, multiple = 1): Batch {
  const { sources, targets } = encoded;
  const targetRows = Array.from(pairs, (pair) => targets.at(pair));
  const padding = paddingOf(encoded, multiple);
  return {
    pairs,
    source: padIds(
      Array.from(pairs, (pair) => sources.at(pair)),
      padding.source,
    ),
    decoderInput: padIds(
      targetRows.map((row) => row.subarray(0, -1)),
      padding.decoder,
    ),
    decoderTarget: padIds(
      targetRows.map((row) => row.subarray(1)),
      padding.decoder,
    ),
  };
}

/** How many tokens a batch's targets have, the one that says their end included. */
export function targetTokens({ decoderTarget }: Batch): number {
  return decoderTarget.lengths.reduce((total, length) => total + length, 0);
}

/** How the blocks of a batch of these pairs are padded. */
export function paddingOf(
  { sources, targets }: EncodedPairs,
  multiple: number,
): { readonly source: Padding; readonly decoder: Padding } {
  return {
    source: { multiple, limit: sources.longest },
    decoder: { multiple, limit: targets.longest - 1 },
  };
}

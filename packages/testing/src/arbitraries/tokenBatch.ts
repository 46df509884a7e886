/**
 * @file Random batches of token ids, as a sequence model takes them: B rows of different lengths,
 * filled up at their ends to one length S.
 */
import { HeedError } from "@heed/tensor";
import fc from "fast-check";
import type { ValueDomain } from "./domain.js";
import { rowMajor } from "./layout.js";
import { readable } from "./literal.js";
import type { TensorData } from "./tensorData.js";

/** What rows look like. */
export interface TokenBatchOptions {
  /** V, how many ids there are: 0 … V − 1, the special ones among them. */
  readonly vocabulary: number;
  /** Rows: 1 to 3 unless said. */
  readonly minRows?: number;
  readonly maxRows?: number;
  /** Tokens of a row, special ones at its ends included: 1 to 5 unless said. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The id that fills rows up; 0 unless said. */
  readonly padding?: number;
  /** The id that every row begins with, if any. */
  readonly start?: number;
  /** The id that every row ends with, if any. */
  readonly end?: number;
}

/** Rows of ids. */
export interface TokenBatch {
  /** (B, S) int32. */
  readonly ids: TensorData;
  /** (B) int32: how many ids of each row are not padding. */
  readonly lengths: TensorData;
  /** (B, S) int32: 1 for ids, 0 for padding. */
  readonly mask: TensorData;
}

/**
 * A batch of rows of ids. S is the length of the longest row, or one or two more: then there are columns
 * of nothing but padding. The ids between `start` and `end` are none of the special ones. Shrinks to
 * few and short rows of the least ordinary id. Throws `HeedError` where no ids are left for it.
 *
 * @example
 * const [{ ids, lengths }] = fc.sample(tokenBatch({ vocabulary: 10 }), 1);
 * ids.shape[0] === lengths.shape[0]; // true
 */
export function tokenBatch(options: TokenBatchOptions): fc.Arbitrary<TokenBatch> {
  const { vocabulary, minRows = 1, maxRows = Math.max(3, minRows), padding = 0 } = options;
  const before = options.start === undefined ? [] : [options.start];
  const after = options.end === undefined ? [] : [options.end];
  const special = new Set([padding, ...before, ...after]);
  const ordinary = Array.from({ length: vocabulary }, (_, id) => id).filter(
    (id) => !special.has(id),
  );
  const ends = before.length + after.length;
  const { minLength = 1, maxLength = Math.max(5, minLength, ends) } = options;
  if (ordinary.length === 0 && minLength > ends) {
    const rule = "the vocabulary must have an id that is not special";
    throw new HeedError(
      "tokenBatch",
      rule,
      `${vocabulary} ids, ${[...special].join(", ")} special`,
    );
  }
  const lengths = { minLength: Math.max(0, minLength - ends), maxLength: maxLength - ends };
  const row =
    ordinary.length === 0
      ? fc.constant<number[]>([])
      : fc.array(fc.constantFrom(...ordinary), { ...lengths, size: "max" });
  return fc
    .record({
      rows: fc.array(row, { minLength: minRows, maxLength: maxRows, size: "max" }),
      more: fc.nat({ max: 2 }),
    })
    .map(({ rows, more }) => {
      const full = rows.map((ids) => [...before, ...ids, ...after]);
      const S = Math.max(0, ...full.map(({ length }) => length)) + more;
      const padded = full.map((ids) => [
        ...ids,
        ...Array.from({ length: S - ids.length }, () => padding),
      ]);
      const shown = full.map((ids) =>
        Array.from({ length: S }, (_, s) => (s < ids.length ? 1 : 0)),
      );
      const lengths = full.map(({ length }) => length);
      const [B, ids] = [rows.length, { indexBelow: vocabulary }];
      return {
        ids: integers(padded.flat(), [B, S], ids),
        lengths: integers(lengths, [B], { indexBelow: S + 1 }),
        mask: integers(shown.flat(), [B, S], "mask"),
      };
    });
}

function integers(numbers: number[], shape: number[], domain: ValueDomain): TensorData {
  const values = Float64Array.from(numbers);
  return readable({ shape, domain, values, layout: rowMajor(shape) });
}

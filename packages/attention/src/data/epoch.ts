/**
 * @file One pass over the training pairs: each pair once, in batches of about one length, in random
 * order.
 *
 * Pairs of a batch are padded to its longest, so pairs of the same lengths are put together: all
 * pairs are shuffled, then sorted by source length, then by target length; the sorted list is cut
 * into batches, and the batches are shuffled. Sorting keeps the order of equals, so who meets whom
 * changes with every epoch. On the CMU dictionary, batches of 64 are 0.3 % padding instead of 46 %,
 * and have 90 different shapes in 2,000.
 *
 * The shapes are those of the sorted lengths, so that every epoch has the same ones, and none is new
 * after the first. A backend that compiles kernels for each shape wants still fewer: widths rounded up
 * to a multiple of 4 leave 14 of the 90, for 17 % of padding; of 8, 7 for 28 %. What remains when the
 * list is cut is one batch of fewer pairs, always those of the longest sources: one shape more.
 *
 * The order is a function of seed and epoch: a run that stopped goes on exactly where it was, from
 * the number of the epoch and of the batch.
 */
import { type Batch, batchOf, paddedWidth, paddingOf } from "./batch.js";
import type { EncodedPairs } from "./encodedPairs.js";
import { permutation } from "./permutation.js";

export interface EpochOptions {
  /** B, how many pairs a batch has; the epoch's remainder makes one smaller batch. */
  readonly batchSize: number;
  readonly seed: number;
  /** Which pass this is, counted from 0. */
  readonly epoch: number;
  /** What the widths of batches are rounded up to a multiple of; 1 unless said. */
  readonly padToMultipleOf?: number;
}

export class Epoch {
  readonly #pairs: EncodedPairs;
  readonly #batches: readonly Int32Array[];
  readonly #multiple: number;

  /** Throws RangeError if `batchSize` or `padToMultipleOf` is not a positive integer. */
  constructor(pairs: EncodedPairs, { batchSize, seed, epoch, padToMultipleOf = 1 }: EpochOptions) {
    for (const [name, value] of Object.entries({ batchSize, padToMultipleOf })) {
      if (Number.isInteger(value) && value > 0) continue;
      throw new RangeError(`epoch: ${name} must be a positive integer; got ${value}`);
    }
    const name = `${seed}/epoch ${epoch}`;
    const order = sortByLength(permutation(pairs.sources.count, `${name}/pairs`), pairs);
    const batchCount = Math.ceil(order.length / batchSize);
    this.#pairs = pairs;
    this.#multiple = padToMultipleOf;
    this.#batches = Array.from(permutation(batchCount, `${name}/batches`), (b) =>
      order.subarray(b * batchSize, (b + 1) * batchSize),
    );
  }

  /** How many batches the epoch has. */
  get length(): number {
    return this.#batches.length;
  }

  /** Batch `index` in [0, length). Throws RangeError outside. */
  batch(index: number): Batch {
    const chosen = this.#batches[index];
    if (chosen === undefined) {
      throw new RangeError(`epoch: a batch must be in [0, ${this.length}); got ${index}`);
    }
    return batchOf(this.#pairs, chosen, this.#multiple);
  }

  /** How much of this epoch's sources and decoder inputs is padding: a fraction in [0, 1). */
  paddingShare(): number {
    const { sources, targets } = this.#pairs;
    const padding = paddingOf(this.#pairs, this.#multiple);
    let cells = 0;
    let filled = 0;
    for (const chosen of this.#batches) {
      let [S, T] = [0, 0];
      for (const pair of chosen) {
        const [s, t] = [sources.lengthOf(pair), targets.lengthOf(pair) - 1];
        filled += s + t;
        S = Math.max(S, s);
        T = Math.max(T, t);
      }
      cells += chosen.length * (paddedWidth(S, padding.source) + paddedWidth(T, padding.decoder));
    }
    return cells === 0 ? 0 : 1 - filled / cells;
  }
}

/**
 * `order` sorted in place by source length, then target length: upwards among sources of even
 * length, down among odd ones, so that a batch which straddles two source lengths still has targets
 * of one length.
 */
function sortByLength(order: Int32Array, { sources, targets }: EncodedPairs): Int32Array {
  const beyond = 2 ** 20; // no target is that long
  const keys = Float64Array.from({ length: sources.count }, (_, pair) => {
    const [s, t] = [sources.lengthOf(pair), targets.lengthOf(pair)];
    return s * beyond + (s % 2 === 0 ? t : beyond - t);
  });
  return order.sort((a, b) => keys[a] - keys[b]);
}

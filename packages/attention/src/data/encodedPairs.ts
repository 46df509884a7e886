/**
 * @file Pairs as numbers, once and for all epochs: two flat arrays, out of which a batch is copied
 * in microseconds, however many pairs there are.
 */
import type { Pair } from "./pair.js";
import { special, type Vocabulary } from "./vocabulary.js";

/** Sequences of ids, end to end: sequence i begins at starts[i] and ends before starts[i + 1]. */
export class IdSequences {
  /** How many ids the longest sequence has; 0 if there is none. */
  readonly longest: number;
  readonly #ids: Int32Array;
  readonly #starts: Int32Array;

  constructor(sequences: readonly ArrayLike<number>[]) {
    this.#starts = new Int32Array(sequences.length + 1);
    for (let i = 0; i < sequences.length; i++) {
      this.#starts[i + 1] = this.#starts[i] + sequences[i].length;
    }
    this.longest = sequences.reduce((most, { length }) => Math.max(most, length), 0);
    this.#ids = new Int32Array(this.#starts[sequences.length]);
    for (let i = 0; i < sequences.length; i++) this.#ids.set(sequences[i], this.#starts[i]);
  }

  /** How many sequences there are. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /** How many ids sequence i has. */
  lengthOf(i: number): number {
    return this.#starts[i + 1] - this.#starts[i];
  }

  /** The ids of sequence i: a view, to be read only. */
  at(i: number): Int32Array {
    return this.#ids.subarray(this.#starts[i], this.#starts[i + 1]);
  }
}

/** The sources and targets of pairs, in the same order. */
export interface EncodedPairs {
  /** Of pair i: x_1 … x_S. */
  readonly sources: IdSequences;
  /** Of pair i: start, y_1 … y_T, end. */
  readonly targets: IdSequences;
}

/** `pairs` in the ids of the two vocabularies; tokens they lack become `special.unknown`. */
export function encodePairs(
  pairs: readonly Pair[],
  sourceVocabulary: Vocabulary,
  targetVocabulary: Vocabulary,
): EncodedPairs {
  return {
    sources: new IdSequences(pairs.map(({ source }) => sourceVocabulary.encode(source))),
    targets: new IdSequences(
      pairs.map(({ target }) => [special.start, ...targetVocabulary.encode(target), special.end]),
    ),
  };
}

/**
 * @file How grapheme-to-phoneme conversion is scored. A word may have several right pronunciations,
 * its references; what was said is compared with the one closest in edit distance.
 *
 *   PER = 100 · edits / phonemes of the references compared with
 *   WER = 100 · words with any edit / words
 */
import { type Answer, closestReference } from "./answer.js";
import { editDistance } from "./editDistance.js";

/** Error rates in percent, NaN where there is nothing to divide by. */
export interface ErrorRates {
  /** How many words were scored. */
  readonly words: number;
  /** Phoneme error rate; above 100 where more was said wrong than there was to say. */
  readonly per: number;
  /** Word error rate. */
  readonly wer: number;
  /** Words said exactly right: 100 − WER. */
  readonly exact: number;
}

/** Counts errors, word by word. */
export class ErrorCounter {
  #words = 0;
  #wrongWords = 0;
  #phonemes = 0;
  #edits = 0;

  /** Counts one word; its edits are returned. Throws RangeError if it has no reference. */
  add(answer: Answer): number {
    const { reference, distance } = closestReference(answer, editDistance);
    this.#words += 1;
    this.#wrongWords += distance > 0 ? 1 : 0;
    this.#phonemes += reference.length;
    this.#edits += distance;
    return distance;
  }

  /** The rates over all words so far. */
  get rates(): ErrorRates {
    const wer = (100 * this.#wrongWords) / this.#words;
    const per = (100 * this.#edits) / this.#phonemes;
    return { words: this.#words, per, wer, exact: 100 - wer };
  }
}

/** The error rates over `answers`. Throws RangeError if one has no reference. */
export function errorRates(answers: Iterable<Answer>): ErrorRates {
  const counter = new ErrorCounter();
  for (const answer of answers) counter.add(answer);
  return counter.rates;
}

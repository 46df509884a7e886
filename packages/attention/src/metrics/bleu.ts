/**
 * @file Corpus BLEU of order 4 (Papineni et al. 2002), the number that sacreBLEU 2 prints (Post
 * 2018), on tokens as they are given (sacreBLEU's `--tokenize none`).
 *
 *   p_n  = 100 · n-grams of the hypotheses found in their references / n-grams of the hypotheses
 *   BP   = 1 if h ≥ r, else exp(1 − r / h)
 *   BLEU = BP · exp(¼ Σ_n ln p_n)
 *
 * An n-gram is found at most as often as the reference that has it most often has it. h is the
 * length of all hypotheses; r adds up, for each, the length of the reference closest in length, the
 * shorter of two.
 *
 * A p_n without any match would make BLEU 0. sacreBLEU's default, the "exp" smoothing of NIST's
 * mteval-v13a (method 3 of Chen & Cherry 2014), puts 1 / 2^k match in its place, k counting such
 * orders from 1. Without a match of any order, or without an n-gram of some order, BLEU is 0.
 */
import { type Tokens, tokensKey } from "../data/pair.js";
import { type Answer, closestReference } from "./answer.js";

const ORDERS = [1, 2, 3, 4];

/** All that BLEU depends on. Of two corpora, the sums are those of both together. */
export interface BleuCounts {
  /** By order, 1 to 4: n-grams of the hypotheses that are in their references. */
  readonly matches: readonly number[];
  /** By order: n-grams of the hypotheses. */
  readonly totals: readonly number[];
  /** h, in tokens. */
  readonly hypothesisLength: number;
  /** r, in tokens. */
  readonly referenceLength: number;
}

export interface Bleu extends BleuCounts {
  /** BLEU, from 0 to 100. */
  readonly score: number;
  /** p_n by order, in percent, smoothed where there is no match. */
  readonly precisions: readonly number[];
  /** BP, from 0 to 1. */
  readonly brevityPenalty: number;
}

/** The BLEU of a corpus. Throws RangeError if an answer has no reference. */
export function corpusBleu(answers: Iterable<Answer>): Bleu {
  const matches = ORDERS.map(() => 0);
  const totals = ORDERS.map(() => 0);
  let [hypothesisLength, referenceLength] = [0, 0];
  for (const answer of answers) {
    ORDERS.forEach((n, k) => {
      matches[k] += countMatches(answer, n);
      totals[k] += Math.max(0, answer.hypothesis.length - n + 1);
    });
    hypothesisLength += answer.hypothesis.length;
    referenceLength += closestReference(answer, distanceInLength).reference.length;
  }
  return bleuFromCounts({ matches, totals, hypothesisLength, referenceLength });
}

/** The BLEU of a corpus of which only the counts are known. */
export function bleuFromCounts(counts: BleuCounts): Bleu {
  const { matches, totals, hypothesisLength: h, referenceLength: r } = counts;
  const brevityPenalty = h >= r ? 1 : Math.exp(1 - r / h);
  const hasMatch = matches.some((count) => count > 0);
  let smoothed = 1;
  const precisions = matches.map((count, k) => {
    if (!hasMatch || totals[k] === 0) return 0;
    if (count === 0) smoothed /= 2;
    return (100 * (count === 0 ? smoothed : count)) / totals[k];
  });
  const meanLog = precisions.reduce((sum, p) => sum + Math.log(p), 0) / ORDERS.length;
  return { ...counts, score: brevityPenalty * Math.exp(meanLog), precisions, brevityPenalty };
}

/** How many n-grams of the hypothesis its references hold. */
function countMatches({ hypothesis, references }: Answer, n: number): number {
  const allowed = references.map((reference) => countNgrams(reference, n));
  let matches = 0;
  for (const [ngram, count] of countNgrams(hypothesis, n)) {
    matches += Math.min(count, Math.max(...allowed.map((counts) => counts.get(ngram) ?? 0)));
  }
  return matches;
}

function countNgrams(tokens: Tokens, n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= tokens.length; i++) {
    const ngram = tokensKey(tokens.slice(i, i + n));
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** Smallest for the reference closest in length; of two equally close, for the shorter. */
function distanceInLength(hypothesis: Tokens, reference: Tokens): number {
  const difference = reference.length - hypothesis.length;
  return difference > 0 ? difference + 0.5 : -difference;
}

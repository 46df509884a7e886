/**
 * @file Corpus chrF (Popović 2015) and chrF++ (Popović 2017), the numbers that sacreBLEU 2 prints
 * (Post 2018): how many runs of characters, and for chrF++ of words, two texts share.
 *
 *   P_n  = shared n-grams / n-grams of the hypotheses
 *   R_n  = shared n-grams / n-grams of the references
 *   F    = (1 + β²) P R / (β² P + R),  P and R the means of P_n and R_n
 *   chrF = 100 · F
 *
 * n is 1 to 6 for characters, white space left out, and 1 to 2 for the words of chrF++, where a
 * mark at a word's edge is a word. β = 2: recall counts twice as much as precision. Orders that the
 * hypotheses or the references are too short for are left out of the means.
 *
 * Popović's own program, NLTK and Moses take the F of each order and then their mean, 0 where an
 * order is missing: `average: "scores"`.
 *
 * Of several references each hypothesis is compared with the one that gives it the best score.
 */

/** What was said and what would have been right, as text. */
export interface TextAnswer {
  readonly hypothesis: string;
  /** At least one. */
  readonly references: readonly string[];
}

export interface ChrfOptions {
  /** Longest run of words: 0 for chrF, which is usual, 2 for chrF++. */
  readonly wordOrder?: number;
  /** β, 2 unless said. */
  readonly beta?: number;
  /** Whether white space counts as a character; usually not. */
  readonly whitespace?: boolean;
  /** What is averaged over the orders: precision and recall, which is usual, or their F. */
  readonly average?: "rates" | "scores";
}

const CHARACTER_ORDER = 6;

/** Of one order: n-grams of the hypothesis, of the reference, and those they share. */
interface Counts {
  readonly said: number;
  readonly right: number;
  readonly shared: number;
}

/** chrF of a corpus, from 0 to 100. Throws RangeError if an answer has no reference. */
export function corpusChrf(answers: Iterable<TextAnswer>, options: ChrfOptions = {}): number {
  const totals = ngramsOf("", options).map(() => ({ said: 0, right: 0, shared: 0 }));
  for (const answer of answers) {
    bestCounts(answer, options).forEach(({ said, right, shared }, order) => {
      totals[order].said += said;
      totals[order].right += right;
      totals[order].shared += shared;
    });
  }
  return score(totals, options);
}

/** The counts against the reference of the best score, the first of several. */
function bestCounts({ hypothesis, references }: TextAnswer, options: ChrfOptions): Counts[] {
  if (references.length === 0) {
    throw new RangeError("chrf: an answer must have a reference; got none");
  }
  const said = ngramsOf(hypothesis, options);
  return references
    .map((reference) => {
      const right = ngramsOf(reference, options);
      return said.map((ngrams, order) => compare(ngrams, right[order]));
    })
    .map((counts) => ({ counts, score: score(counts, options) }))
    .reduce((best, next) => (next.score > best.score ? next : best)).counts;
}

function score(orders: readonly Counts[], { beta = 2, average = "rates" }: ChrfOptions): number {
  const f = (precision: number, recall: number): number =>
    recall === 0 ? 0 : ((1 + beta ** 2) * precision * recall) / (beta ** 2 * precision + recall);

  const rates = orders
    .filter(({ said, right }) => said > 0 && right > 0)
    .map(({ said, right, shared }) => ({ precision: shared / said, recall: shared / right }));
  if (average === "scores") {
    const sum = rates.reduce((total, { precision, recall }) => total + f(precision, recall), 0);
    return (100 * sum) / orders.length;
  }
  if (rates.length === 0) return 0;
  const mean = (key: "precision" | "recall"): number =>
    rates.reduce((total, rate) => total + rate[key], 0) / rates.length;
  return 100 * f(mean("precision"), mean("recall"));
}

type Ngrams = ReadonlyMap<string, number>;

function compare(said: Ngrams, right: Ngrams): Counts {
  let shared = 0;
  for (const [ngram, count] of said) shared += Math.min(count, right.get(ngram) ?? 0);
  const inReference = sum(right.values());
  // An order for which the reference is too short counts no hypothesis, either.
  return { said: inReference === 0 ? 0 : sum(said.values()), right: inReference, shared };
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** The n-grams of a text by order: characters first, then words. */
function ngramsOf(text: string, { wordOrder = 0, whitespace = false }: ChrfOptions): Ngrams[] {
  const characters = Array.from(whitespace ? text : text.replace(/\s+/g, ""));
  return [
    ...Array.from({ length: CHARACTER_ORDER }, (_, i) => countRuns(characters, i + 1, "")),
    ...Array.from({ length: wordOrder }, (_, i) => countRuns(wordsOf(text), i + 1, " ")),
  ];
}

function countRuns(items: readonly string[], length: number, glue: string): Ngrams {
  const counts = new Map<string, number>();
  for (let start = 0; start + length <= items.length; start++) {
    const run = items.slice(start, start + length).join(glue);
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

/** A punctuation mark of ASCII. */
const MARK = /[!-/:-@[-`{-~]/;

/** The words of a text; a mark at the end of one, or else at its beginning, is a word by itself. */
function wordsOf(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .flatMap((word) => {
      const letters = Array.from(word);
      const last = letters.length - 1;
      if (last === 0) return [word];
      if (MARK.test(letters[last])) return [letters.slice(0, last).join(""), letters[last]];
      if (MARK.test(letters[0])) return [letters[0], letters.slice(1).join("")];
      return [word];
    });
}

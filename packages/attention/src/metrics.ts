/**
 * @file The list of what is said of a model's answers: the one place to name a new metric. The
 * command line prints this list in this order.
 */
import type { Tokens } from "./data/pair.js";
import { accuracy } from "./metrics/accuracy.js";
import type { Answer } from "./metrics/answer.js";
import { corpusBleu } from "./metrics/bleu.js";
import { corpusChrf } from "./metrics/chrf.js";
import { errorRates } from "./metrics/errorRate.js";

export interface Metric {
  /** What it is called beside its number. */
  readonly title: string;
  readonly unit: "%" | "";
  readonly better: "higher" | "lower";
  /** Its value over `answers`; `join` writes tokens as text. */
  readonly measure: (answers: readonly Answer[], join: (tokens: Tokens) => string) => number;
}

export type MetricName = "exact" | "tokenAccuracy" | "wer" | "per" | "bleu" | "chrf";

export const metrics: Readonly<Record<MetricName, Metric>> = {
  exact: {
    title: "exactly right",
    unit: "%",
    better: "higher",
    measure: (answers) => accuracy(answers).sequence,
  },
  tokenAccuracy: {
    title: "tokens in place",
    unit: "%",
    better: "higher",
    measure: (answers) => accuracy(answers).token,
  },
  wer: {
    title: "word error rate",
    unit: "%",
    better: "lower",
    measure: (answers) => errorRates(answers).wer,
  },
  per: {
    title: "token error rate",
    unit: "%",
    better: "lower",
    measure: (answers) => errorRates(answers).per,
  },
  bleu: {
    title: "BLEU",
    unit: "",
    better: "higher",
    measure: (answers) => corpusBleu(answers).score,
  },
  chrf: {
    title: "chrF",
    unit: "",
    better: "higher",
    measure: (answers, join) =>
      corpusChrf(
        answers.map(({ hypothesis, references }) => ({
          hypothesis: join(hypothesis),
          references: references.map(join),
        })),
      ),
  },
};

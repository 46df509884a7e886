/**
 * @file How good a model is on examples: free-running decoding and the loss, with progress.
 */
import {
  corpusBleu,
  evaluate,
  meanLoss,
  pairsOf,
  type Example,
  type Model,
  type Prediction,
} from "@heed/attention";
import type { ProgressReporter } from "./progress.js";

/** What `heed eval --json` prints; rates in percent. */
export interface Scores {
  /** Sources answered exactly right: 100 − wer. */
  readonly exact: number;
  /** Sources with any error, against the closest of their targets. */
  readonly wer: number;
  /** Wrong tokens per token. */
  readonly per: number;
  readonly bleu: number;
  /** Mean cross-entropy a target token under teacher forcing, in nats. */
  readonly loss: number;
  readonly sources: number;
  /** A source with two targets makes two pairs. */
  readonly pairs: number;
  /** How long decoding and scoring took. */
  readonly seconds: number;
}

export interface Judgement {
  readonly scores: Scores;
  /** The model's answer to each example, in their order. */
  readonly predictions: readonly Prediction[];
}

/** Decodes every source freely and scores the answers. */
export async function judge(
  model: Model,
  examples: readonly Example[],
  progress: ProgressReporter,
  beam = 1,
): Promise<Judgement> {
  const started = performance.now();
  const { predictions, wer, per, exact } = await evaluate(model, examples, {
    beam,
    onProgress: (done) => progress.report({ fraction: done / examples.length }),
  });
  const { score: bleu } = corpusBleu(
    examples.map(({ targets }, i) => ({ hypothesis: predictions[i].tokens, references: targets })),
  );
  const loss = await meanLoss(model, examples);
  progress.stop();
  const pairs = pairsOf(examples).length;
  const seconds = (performance.now() - started) / 1000;
  const scores = { exact, wer, per, bleu, loss, sources: examples.length, pairs, seconds };
  return { scores, predictions };
}

/** The scores in lines for people. */
export function formatScores(scores: Scores): string {
  const percent = (rate: number): string => `${rate.toFixed(1).padStart(6)} %`;
  return [
    `word error rate   ${percent(scores.wer)}   exactly right ${scores.exact.toFixed(1)} %`,
    `token error rate  ${percent(scores.per)}`,
    `BLEU              ${scores.bleu.toFixed(1).padStart(6)}`,
    `loss              ${scores.loss.toFixed(4).padStart(6)}     nats a token`,
  ].join("\n");
}

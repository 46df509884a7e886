/**
 * @file How good a model is on examples: free-running decoding and the loss, with progress.
 */
import {
  evaluate,
  meanLoss,
  metrics,
  pairsOf,
  perplexity,
  tokenizers,
  type EvaluationOptions,
  type Example,
  type MetricName,
  type Model,
  type Prediction,
} from "@heed/attention";
import type { ProgressReporter } from "./progress.js";

/** What `heed eval --json` prints: every metric of the list, and these. */
export interface Scores extends Readonly<Record<MetricName, number>> {
  /** Mean cross-entropy a target token under teacher forcing, in nats. */
  readonly loss: number;
  /** exp(loss): among how many tokens, as it were, the model has to guess. */
  readonly perplexity: number;
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

const listed = Object.entries(metrics);

/** What is measured, by the names that JSON gives it. */
export const scoreNames: readonly string[] = [
  ...listed.map(([name]) => name),
  ...["loss", "perplexity", "sources", "pairs", "seconds"],
];

/** Decodes every source freely and scores the answers. */
export async function judge(
  model: Model,
  examples: readonly Example[],
  progress: ProgressReporter,
  search: Pick<EvaluationOptions, "beam" | "maxLength" | "padToMultipleOf"> = {},
): Promise<Judgement> {
  const started = performance.now();
  const { predictions } = await evaluate(model, examples, {
    ...search,
    onProgress: (done) => progress.report({ fraction: done / examples.length }),
  });
  const answers = examples.map(({ targets }, i) => ({
    hypothesis: predictions[i].tokens,
    references: targets,
  }));
  const { join } = tokenizers[model.tokens.target];
  const measured = Object.fromEntries(
    listed.map(([name, { measure }]) => [name, measure(answers, join)]),
  ) as Record<MetricName, number>;
  const loss = await meanLoss(model, examples, undefined, search.padToMultipleOf);
  progress.stop();
  const scores: Scores = {
    ...measured,
    loss,
    perplexity: perplexity(loss),
    sources: examples.length,
    pairs: pairsOf(examples).length,
    seconds: (performance.now() - started) / 1000,
  };
  return { scores, predictions };
}

/** The scores in lines for people. */
export function formatScores(scores: Scores): string {
  const line = (title: string, number: string, unit: string): string =>
    `${title.padEnd(17)} ${number.padStart(7)} ${unit}`.trimEnd();
  return [
    ...listed.map(([name, { title, unit }]) =>
      line(title, scores[name as MetricName].toFixed(1), unit),
    ),
    line("loss", scores.loss.toFixed(4), "nats a token"),
    line("perplexity", scores.perplexity.toFixed(3), ""),
  ].join("\n");
}

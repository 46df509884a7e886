/**
 * @file How good a model is: its mean loss on pairs, and the error rates of what it says freely.
 */
import { ops, scope } from "@heed/tensor";
import { batchOf, targetTokens } from "../data/batch.js";
import { encodePairs } from "../data/encodedPairs.js";
import { pairsOf, type Example } from "../data/pair.js";
import { ErrorCounter, type ErrorRates } from "../metrics/errorRate.js";
import { predictBeam, predictGreedy, type Model, type Prediction } from "../model.js";
import { tokenLosses } from "../seq2seq.js";

export interface EvaluationOptions {
  /** Width of the beam; 1 unless said, which is greedy search. */
  readonly beam?: number;
  /** The most tokens an answer may have; `answerLimit` of its source unless said. */
  readonly maxLength?: number;
  /** Sentences decoded at once; 64 unless said. */
  readonly batchSize?: number;
  /** As in a search: what lengths are rounded up to a multiple of; 1 unless said. */
  readonly padToMultipleOf?: number;
  /** Called after each batch with how many examples are done. */
  readonly onProgress?: (done: number) => void;
}

export interface Evaluation extends ErrorRates {
  /** The model's answer to each example, in their order. */
  readonly predictions: readonly Prediction[];
}

/** Decodes every source freely and scores the answers, each against its closest target. */
export async function evaluate(
  model: Model,
  examples: readonly Example[],
  { beam = 1, batchSize = 64, onProgress, ...search }: EvaluationOptions = {},
): Promise<Evaluation> {
  // Sources of one length decode together without padding; answers go back to their places.
  const order = examples
    .map((_, i) => i)
    .sort((a, b) => examples[a].source.length - examples[b].source.length);
  const predictions = new Array<Prediction>(examples.length);
  for (let start = 0; start < order.length; start += batchSize) {
    const chosen = order.slice(start, start + batchSize);
    const sources = chosen.map((i) => examples[i].source);
    const answers =
      beam === 1
        ? await predictGreedy(model, sources, search)
        : (await predictBeam(model, sources, { ...search, width: beam })).map(([best]) => best);
    chosen.forEach((i, k) => (predictions[i] = answers[k]));
    onProgress?.(start + chosen.length);
    await turn();
  }
  const counter = new ErrorCounter();
  examples.forEach(({ targets }, i) => {
    counter.add({ hypothesis: predictions[i].tokens, references: targets });
  });
  return { ...counter.rates, predictions };
}

/** Mean cross-entropy of the examples' target tokens under teacher forcing, in nats. */
export async function meanLoss(
  { config, parameters, sourceVocabulary, targetVocabulary }: Model,
  examples: readonly Example[],
  batchSize = 64,
  padToMultipleOf = 1,
): Promise<number> {
  const pairs = pairsOf(examples).sort((a, b) => a.source.length - b.source.length);
  const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
  let total = 0;
  let tokens = 0;
  for (let start = 0; start < pairs.length; start += batchSize) {
    const size = Math.min(batchSize, pairs.length - start);
    const batch = batchOf(
      encoded,
      Int32Array.from({ length: size }, (_, i) => start + i),
      padToMultipleOf,
    );
    const sum = scope(() => ops.sum(tokenLosses(config, parameters, batch)));
    total += (await sum.value.data())[0];
    sum.value.dispose();
    tokens += targetTokens(batch);
    await turn();
  }
  return total / tokens;
}

/** Among how many equally likely tokens a model wavers whose mean loss is so many nats: e^loss. */
export function perplexity(meanLoss: number): number {
  return Math.exp(meanLoss);
}

/** A turn of the event loop, for whoever waits for a key, a timer or a message meanwhile. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

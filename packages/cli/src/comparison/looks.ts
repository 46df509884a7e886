/**
 * @file Whether a model looks where a token comes from: its weights under teacher forcing against
 * the alignment that the task knows.
 */
import {
  alignmentScores,
  batchOf,
  encodePairs,
  forced,
  type Look,
  type Model,
  type Pair,
  type Task,
} from "@heed/attention";
import { scope } from "@heed/tensor";
import type { Familiar } from "./trial.js";

/** Sources read at once. */
const BATCH = 64;

/** Alignment error rate and entropy over the pairs; nothing of a model without attention. */
export async function looksOf(
  model: Model,
  task: Task,
  pairs: readonly Pair[],
): Promise<Pick<Familiar, "aer" | "entropy">> {
  const looks: Look[] = [];
  for (let start = 0; start < pairs.length; start += BATCH) {
    looks.push(...(await looksInto(model, task, pairs.slice(start, start + BATCH))));
  }
  if (looks.length === 0) return {};
  const { errorRate, entropy } = alignmentScores(looks);
  return { aer: errorRate, entropy };
}

async function looksInto(
  { config, parameters, sourceVocabulary, targetVocabulary }: Model,
  task: Task,
  pairs: readonly Pair[],
): Promise<Look[]> {
  const encoded = encodePairs(pairs, sourceVocabulary, targetVocabulary);
  const batch = batchOf(encoded, Int32Array.from(pairs.keys()));
  const weights = scope(() => forced(config, parameters, batch).weights);
  if (weights === undefined) return [];
  const [, T, S] = weights.shape;
  const numbers = await weights.value.data();
  weights.value.dispose();
  return pairs.map(({ source, target }, b) => ({
    // The step behind the target says that it has ended: it comes from no place.
    weights: target.map((_, t) => numbers.subarray((b * T + t) * S, (b * T + t + 1) * S)),
    gold: task.alignment(source),
    sourceLength: source.length,
  }));
}

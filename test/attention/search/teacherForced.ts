/**
 * @file What a model thinks of targets that it is told under teacher forcing: what it must think of
 * them when a search finds them.
 */
import { forced, special, type Seq2seqConfig, type Seq2seqParameters } from "@heed/attention";
import { ops } from "@heed/tensor";
import {
  batchOfSentences,
  type Sentence,
} from "../../../packages/cli/src/gradcheck/smallModels.js";
import { numbersOf } from "../model/numbersOf.js";

/** A target to be told; the end is one of its steps where it ended. */
export type Told = Sentence & { readonly ended: boolean };

export interface Thought {
  /** log p(target | source). */
  readonly logProbability: number;
  /** Of each step, the log-probabilities of all tokens. */
  readonly steps: readonly (readonly number[])[];
  /** Of each step, the weights over the source; none without attention. */
  readonly weights: readonly (readonly number[])[];
}

/** What is thought of each of these. */
export async function teacherForced(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  told: readonly Told[],
): Promise<Thought[]> {
  const batch = batchOfSentences(told);
  const { ids, shape } = batch.decoderTarget;
  const [, T] = shape;
  const V = config.targetVocabulary;
  const [, S] = batch.source.shape;
  const { logProbabilities, weights } = await numbersOf(() => {
    const { logits, weights } = forced(config, p, batch);
    return { logProbabilities: ops.logSoftmax(logits), ...(weights && { weights }) };
  });
  return told.map(({ source, target, ended }, b) => {
    const places = Array.from({ length: target.length + Number(ended) }, (_, t) => b * T + t);
    const row = (from: ArrayLike<number>, at: number, width: number, count = width): number[] =>
      Array.from({ length: count }, (_, i) => from[at * width + i]);
    const steps = places.map((at) => row(logProbabilities, at, V));
    return {
      logProbability: steps.reduce((total, step, t) => total + step[ids[places[t]]], 0),
      steps,
      weights: weights ? places.map((at) => row(weights, at, S, source.length)) : [],
    };
  });
}

/** The log-probability of each. */
export async function forcedProbabilities(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  told: readonly Told[],
): Promise<number[]> {
  return (await teacherForced(config, p, told)).map(({ logProbability }) => logProbability);
}

/** The ids that a search may say, the end among them. */
export function sayable(V: number): number[] {
  const never: readonly number[] = [special.padding, special.start];
  return Array.from({ length: V }, (_, id) => id).filter((id) => !never.includes(id));
}

/** Every target of at most `length` tokens. */
export function allTargets(V: number, length: number): number[][] {
  if (length === 0) return [[]];
  const tokens = sayable(V).filter((id) => id !== special.end);
  const shorter = allTargets(V, length - 1);
  const longest = shorter.filter((ids) => ids.length === length - 1);
  return [...shorter, ...longest.flatMap((ids) => tokens.map((token) => [...ids, token]))];
}

/** Whether n tokens follow each other twice in `ids`. */
export function repeatsNgram(ids: readonly number[], n: number): boolean {
  const ngrams = ids.slice(n - 1).map((_, i) => ids.slice(i, i + n).join());
  return new Set(ngrams).size < ngrams.length;
}

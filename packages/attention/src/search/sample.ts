/**
 * @file Sampling: tokens are drawn, the likelier ones more often. What is drawn from may be made
 * sharper, and its long tail of unlikely tokens cut off.
 *
 *   q_v ∝ p_v^(1/τ)            temperature τ: below 1 sharper, above 1 flatter
 *   the k largest q_v          top-k: Fan, Lewis & Dauphin 2018, §5.1
 *   the fewest q_v ≥ p         top-p, the nucleus, of what is left: Holtzman et al. 2020, §3.1
 */
import { Random } from "@heed/tensor";
import type { PaddedIds } from "../data/batch.js";
import { stableHash } from "../data/stableHash.js";
import type { Seq2seqParameters } from "../seq2seq.js";
import type { Seq2seqConfig } from "../seq2seqConfig.js";
import type { Hypothesis } from "./hypothesis.js";
import { search, type SearchOptions } from "./search.js";

export interface SampleOptions extends SearchOptions, Partial<Truncation> {
  readonly seed: number;
  /** How many samples of each source; 1 unless said. */
  readonly count?: number;
  /** The place of the first source among all that are sampled with this seed; 0 unless said. */
  readonly first?: number;
}

/** What is drawn from in place of the model's own probabilities; unless said, nothing else. */
export interface Truncation {
  /** τ > 0; 1 unless said. */
  readonly temperature: number;
  /** k, from 1 on; unless said, all tokens. */
  readonly topK: number;
  /** p, in (0, 1]; 1 unless said. */
  readonly topP: number;
}

/** What may be drawn, likeliest first if any was cut off, and how often: shares that sum to 1. */
export interface Candidates {
  readonly tokens: readonly number[];
  readonly shares: readonly number[];
}

/**
 * For each source its samples, in the order they are drawn in. What a source gets depends on the
 * seed and on its place, not on what else is sampled. Throws `RangeError`.
 */
export async function sample(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  source: PaddedIds,
  { seed, count = 1, first = 0, ...options }: SampleOptions,
): Promise<Hypothesis[][]> {
  const { temperature = 1, topK = Infinity, topP = 1, ...shared } = options;
  const truncation = checkTruncation({ temperature, topK, topP });
  const quests = Array.from({ length: source.lengths.length * count }, (_, n) =>
    Math.floor(n / count),
  );
  const streams = quests.map((b, n) => new Random(stableHash(`${seed} ${first + b} ${n % count}`)));
  const found = await search(config, p, source, quests, shared, ([prospect], quest) => [
    { prospect, token: draw(candidatesOf(prospect.next, truncation), streams[quest].uniform()) },
  ]);
  return Array.from(source.lengths, (_, b) => found.slice(b * count, (b + 1) * count).flat());
}

/** What may be drawn where these are the log-probabilities; −∞ never is. */
export function candidatesOf(
  logProbabilities: ArrayLike<number>,
  { temperature, topK, topP }: Truncation,
): Candidates {
  const all = Array.from(logProbabilities, (_, token) => token);
  let tokens = all.filter((token) => logProbabilities[token] !== -Infinity);
  if (topK < tokens.length || topP < 1) {
    tokens.sort((a, b) => logProbabilities[b] - logProbabilities[a]);
    tokens = tokens.slice(0, topK);
  }
  const best = tokens.reduce((most, token) => Math.max(most, logProbabilities[token]), -Infinity);
  const weights = tokens.map((token) => Math.exp((logProbabilities[token] - best) / temperature));
  const kept = topP < 1 ? nucleus(weights, topP) : weights;
  const total = sum(kept);
  return { tokens: tokens.slice(0, kept.length), shares: kept.map((weight) => weight / total) };
}

/** The fewest of falling weights that hold the share p of all. */
function nucleus(weights: readonly number[], p: number): readonly number[] {
  const enough = p * sum(weights);
  let mass = 0;
  const last = weights.findIndex((weight) => (mass += weight) >= enough);
  return last < 0 ? weights : weights.slice(0, last + 1);
}

/** The candidate that a number in [0, 1) falls to. */
function draw({ tokens, shares }: Candidates, at: number): number {
  let reached = 0;
  const place = shares.findIndex((share) => (reached += share) > at);
  // Rounding may leave the shares a little short of 1.
  return tokens[place < 0 ? tokens.length - 1 : place];
}

function checkTruncation(truncation: Truncation): Truncation {
  const { temperature, topK, topP } = truncation;
  const refuse = (name: string, rule: string, got: number): never => {
    throw new RangeError(`sample: ${name} must be ${rule}; got ${got}`);
  };
  if (!(temperature > 0)) refuse("temperature", "above 0", temperature);
  if (!(topK >= 1)) refuse("topK", "at least 1", topK);
  if (!(topP > 0 && topP <= 1)) refuse("topP", "in (0, 1]", topP);
  return truncation;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

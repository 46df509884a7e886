/**
 * @file Greedy search: at every step the likeliest token.
 */
import type { PaddedIds } from "../data/batch.js";
import { special } from "../data/vocabulary.js";
import type { Seq2seqParameters } from "../seq2seq.js";
import type { Seq2seqConfig } from "../seq2seqConfig.js";
import type { Hypothesis } from "./hypothesis.js";
import { search, type Choose, type SearchOptions } from "./search.js";

/** The greedy hypothesis of each source. */
export async function greedy(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  source: PaddedIds,
  options: SearchOptions = {},
): Promise<Hypothesis[]> {
  const quests = Array.from(source.lengths, (_, b) => b);
  const found = await search(config, p, source, quests, options, chooseLikeliest);
  return found.flat();
}

/** The likeliest token; the first of equals. */
const chooseLikeliest: Choose = ([prospect]) => {
  const { next } = prospect;
  let token: number = special.end;
  for (let other = 0; other < next.length; other++) if (next[other] > next[token]) token = other;
  return [{ prospect, token }];
};

/**
 * @file Beam search: the K likeliest beginnings are carried on together. A hypothesis that ends takes
 * a place of the beam with it, so a beam of one is greedy search, and a beam as wide as the space of
 * targets finds the likeliest of all.
 *
 * Beginnings are compared by their probability, finished hypotheses by what `penalties.ts` makes of
 * it: Wu et al. 2016, §7.
 */
import type { PaddedIds } from "../data/batch.js";
import type { Seq2seqParameters } from "../seq2seq.js";
import { isFixedContext, type Seq2seqConfig } from "../seq2seqConfig.js";
import { UserError } from "../userError.js";
import { Best } from "./best.js";
import type { Hypothesis } from "./hypothesis.js";
import { coveragePenalty, lengthPenalty } from "./penalties.js";
import { search, type Choice, type Prospect, type SearchOptions } from "./search.js";

export interface BeamOptions extends SearchOptions {
  /** K, from 1 on. */
  readonly width: number;
  /** α of the length penalty; 0 ranks by probability alone. 0.6 unless said. */
  readonly alpha?: number;
  /** β of the coverage penalty, 0 unless said. More than that reads the weights. */
  readonly beta?: number;
}

/**
 * For each source its K best hypotheses, best first. Throws `UserError` for a coverage penalty
 * without attention.
 */
export async function beamSearch(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  source: PaddedIds,
  { width, alpha = 0.6, beta = 0, inspect = "nothing", ...options }: BeamOptions,
): Promise<Hypothesis[][]> {
  if (beta > 0 && isFixedContext(config.attention)) {
    throw new UserError(
      `${config.attention} has no attention to penalise for what it left unseen`,
      {
        mend: "leave the coverage penalty out",
      },
    );
  }
  const quests = Array.from(source.lengths, (_, b) => b);
  const needed = beta > 0 && inspect === "nothing" ? "weights" : inspect;
  const found = await search(
    config,
    p,
    source,
    quests,
    { ...options, inspect: needed },
    (prospects, _, ended) => likeliest(prospects, width - ended),
  );
  return found.map((hypotheses) =>
    hypotheses
      .map((hypothesis) => ({ ...hypothesis, score: scoreOf(hypothesis, alpha, beta) }))
      // Where words stay unseen for good, all scores may be −∞.
      .sort((a, b) => b.score - a.score || b.logProbability - a.logProbability),
  );
}

function scoreOf(
  { ids, ended, logProbability, weights }: Hypothesis,
  alpha: number,
  beta: number,
): number {
  const said = ids.length + Number(ended);
  return logProbability / lengthPenalty(said, alpha) + coveragePenalty(weights, beta);
}

/** The likeliest continuations, best first; of equals the earlier ones. */
function likeliest<P extends Prospect>(prospects: readonly P[], count: number): Choice<P>[] {
  const best = new Best<Choice<P>>(count);
  for (const prospect of prospects) {
    const { next, logProbability } = prospect;
    for (let token = 0; token < next.length; token++) {
      const total = logProbability + next[token];
      if (total !== -Infinity && best.admits(total)) best.add({ prospect, token }, total);
    }
  }
  return best.items;
}

/**
 * @file What all searches share: beginnings of targets grow by a word a step, many sentences at
 * once, until they end or get too long. Which words they grow by is what tells searches apart.
 *
 * Start and padding are no words: the one is only ever read, the other stands where a target is
 * over. No search says them, however likely an untrained model finds them. Probabilities are the
 * model's own all the same: they are not spread anew over what may be said.
 */
import type { HostArray } from "@heed/tensor";
import type { PaddedIds } from "../data/batch.js";
import { special } from "../data/vocabulary.js";
import type { Seq2seqParameters } from "../seq2seq.js";
import type { Seq2seqConfig } from "../seq2seqConfig.js";
import { Frontier, type Glance } from "./frontier.js";
import { groupsOf } from "./groups.js";
import { answerLimit, type Hypothesis } from "./hypothesis.js";
import type { Inspection, StepTrace } from "./stepTrace.js";

export interface SearchOptions {
  /** The most tokens a target may have; `answerLimit` of its own source unless said. */
  readonly maxLength?: number;
  /** n: no n tokens may follow each other twice in one target (Paulus et al. 2018, §2.5). */
  readonly blockNgrams?: number;
  /**
   * Lengths of sources, and how many beginnings are carried on together, are rounded up to a
   * multiple of this, so that a backend that compiles a kernel for each shape meets few shapes. No
   * answer changes by it. 1 unless said.
   */
  readonly padToMultipleOf?: number;
  /**
   * How many targets are searched for at once, those of sources of like lengths together. No answer
   * changes by it. 64 unless said.
   */
  readonly together?: number;
  /** What to read back of each step; nothing unless said. */
  readonly inspect?: Inspection;
}

/** Enough rows for products to run at their speed. */
const usualTogether = 64;

/** A beginning of a target, and what may come next. */
export interface Prospect {
  /** log p(y_1 … y_{t−1} | x). */
  readonly logProbability: number;
  /** log p(y_t | y_{<t}, x) of each token, V numbers; −∞ for one that may not be said. */
  readonly next: HostArray;
}

/** A prospect and the token by which it grows. */
export interface Choice<P extends Prospect = Prospect> {
  readonly prospect: P;
  readonly token: number;
}

/**
 * How a search goes on: what the prospects of one quest grow by, best first, when `ended` others of
 * that quest have ended. A prospect that is not chosen is tooLong up.
 */
export type Choose = <P extends Prospect>(
  prospects: readonly P[],
  quest: number,
  ended: number,
) => readonly Choice<P>[];

/** A token that was said in a step, and those before it, which siblings share. */
interface Said {
  readonly token: number;
  readonly before: Said | undefined;
  readonly weights: readonly number[] | undefined;
  readonly trace: StepTrace | undefined;
}

/** A beginning of a target, and which row of the frontier is its own. */
interface Beginning {
  readonly quest: number;
  readonly row: number;
  readonly logProbability: number;
  readonly last: Said | undefined;
}

/**
 * For each quest the hypotheses that its search ends with. A quest is a search for one source:
 * `quests` names them by their rows of `source`.
 */
export async function search(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  source: PaddedIds,
  quests: readonly number[],
  options: SearchOptions,
  choose: Choose,
): Promise<Hypothesis[][]> {
  const { together = usualTogether, padToMultipleOf = 1 } = options;
  const found = new Array<Hypothesis[]>(quests.length);
  for (const { source: own, rows, places } of groupsOf(source, quests, together, padToMultipleOf)) {
    const ofGroup = await searchTogether(config, p, own, rows, options, (prospects, i, ended) =>
      choose(prospects, places[i], ended),
    );
    ofGroup.forEach((hypotheses, i) => (found[places[i]] = hypotheses));
  }
  return found;
}

/** The same, all quests at once. */
async function searchTogether(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  source: PaddedIds,
  quests: readonly number[],
  { maxLength, blockNgrams, padToMultipleOf = 1, inspect = "nothing" }: SearchOptions,
  choose: Choose,
): Promise<Hypothesis[][]> {
  const limits = quests.map((b) => maxLength ?? answerLimit(config, source.lengths[b]));
  const found: Hypothesis[][] = quests.map(() => []);
  const frontier = new Frontier(config, p, source, quests, padToMultipleOf);
  let beam = quests.map((_, quest): Beginning => {
    return { quest, row: quest, logProbability: 0, last: undefined };
  });
  try {
    for (let t = 0; beam.length > 0; t++) {
      const previous = beam.map(({ last }) => last?.token ?? special.start);
      const seen = await frontier.step(previous, inspect);
      const grown: Beginning[] = [];
      for (const [quest, family] of familiesOf(beam)) {
        const prospects = family.map((beginning) => ({
          ...beginning,
          next: allowed(seen.logProbabilities(beginning.row), beginning, blockNgrams),
        }));
        const isLast = t === limits[quest];
        const tooLong = new Set(isLast ? prospects : []);
        for (const { prospect, token } of choose(prospects, quest, found[quest].length)) {
          const ends = token === special.end;
          // The step after the longest target only hears who would have ended there.
          if (isLast && !ends) continue;
          const child = grow(prospect, token, seen.glance(prospect.row));
          tooLong.delete(prospect);
          if (ends) found[quest].push(hypothesisOf(child, true));
          else grown.push(child);
        }
        for (const prospect of tooLong) found[quest].push(hypothesisOf(prospect, false));
      }
      if (grown.length > 0) frontier.carryOn(grown.map(({ row }) => row));
      beam = grown.map((beginning, row) => ({ ...beginning, row }));
    }
  } finally {
    frontier.dispose();
  }
  return found;
}

/** What a beginning becomes when it says one token more. */
function grow(
  { quest, row, last: before, logProbability, next }: Beginning & Prospect,
  token: number,
  { weights, inside }: Glance,
): Beginning {
  const previous = before?.token ?? special.start;
  const trace = inside && { previous, token, logProbability: next[token], ...inside };
  const last = { token, before, weights, trace };
  return { quest, row, logProbability: logProbability + next[token], last };
}

function hypothesisOf({ logProbability, last }: Beginning, ended: boolean): Hypothesis {
  const said = wordsUpTo(last);
  const ids = said.map(({ token }) => token);
  return {
    ids: ended ? ids.slice(0, -1) : ids,
    logProbability,
    score: logProbability,
    ended,
    weights: said.flatMap(({ weights }) => (weights ? [weights] : [])),
    trace: said.flatMap(({ trace }) => trace ?? []),
  };
}

/** Everything that was said, in its order. */
function wordsUpTo(last: Said | undefined): Said[] {
  const words: Said[] = [];
  for (let said = last; said !== undefined; said = said.before) words.push(said);
  return words.reverse();
}

/** The log-probabilities, with −∞ in place of those of tokens that may not be said. */
function allowed(next: HostArray, { last }: Beginning, blockNgrams: number | undefined): HostArray {
  for (const token of [special.padding, special.start]) next[token] = -Infinity;
  if (blockNgrams !== undefined) {
    const ids = wordsUpTo(last).map(({ token }) => token);
    for (const token of repeating(ids, blockNgrams)) next[token] = -Infinity;
  }
  return next;
}

/** The tokens after which `ids` would hold n tokens twice in the same order. */
function repeating(ids: readonly number[], n: number): number[] {
  const before = (end: number): string => ids.slice(end - n + 1, end).join();
  const tail = before(ids.length);
  return ids.filter((_, end) => end >= n - 1 && before(end) === tail);
}

function familiesOf(beam: readonly Beginning[]): Map<number, Beginning[]> {
  const families = new Map<number, Beginning[]>();
  for (const beginning of beam) {
    const family = families.get(beginning.quest);
    if (family === undefined) families.set(beginning.quest, [beginning]);
    else family.push(beginning);
  }
  return families;
}

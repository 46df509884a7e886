/**
 * @file Beam search: the K likeliest beginnings are carried on together, for all sentences of a
 * batch at once. A hypothesis that ends takes a place of the beam with it, so a beam of one is
 * greedy search, and a beam as wide as the space of targets finds the likeliest of all.
 *
 * Finished hypotheses are ranked by log p(y | x) / lp(y): Wu et al. 2016, Eq. 14.
 */
import { disposeTree, mapTree } from "@heed/autograd";
import { ops, scope, Tensor, type Backend, type Operand } from "@heed/tensor";
import type { PaddedIds } from "../data/batch.js";
import { special } from "../data/vocabulary.js";
import { next, read, type Seq2seqConfig, type Seq2seqParameters } from "../seq2seq.js";
import { lengthPenalty, longestTarget, type Hypothesis } from "./hypothesis.js";

export interface BeamOptions {
  /** K, from 1 on. */
  readonly width: number;
  /** α of the length penalty; 0 ranks by probability alone. 0.6 unless said. */
  readonly alpha?: number;
  /** The most tokens a target may have; 2 S + 10 unless said, S the length of its own source. */
  readonly maxLength?: number;
  /** Off unless said: reading weights costs time. */
  readonly keepWeights?: boolean;
}

/** A beginning that is carried on: what it said, and which row of the state is its own. */
interface Live {
  readonly sentence: number;
  readonly row: number;
  readonly ids: readonly number[];
  readonly logProbability: number;
  readonly weights: readonly Float32Array[];
}

/** For each source its K best hypotheses, best first. */
export async function beamSearch(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  source: PaddedIds,
  options: BeamOptions,
): Promise<Hypothesis[][]> {
  const [B, S] = source.shape;
  const { width, alpha = 0.6, maxLength, keepWeights = false } = options;
  const limits = Array.from(source.lengths, (length) => maxLength ?? longestTarget(length));
  const { backend } = p.sourceEmbedding.value;
  const reading = scope(() => read(config, p, source));
  const done: Hypothesis[][] = Array.from({ length: B }, () => []);
  const finish = (live: Live, ended: boolean): void => {
    const { ids, logProbability, weights } = live;
    const score = logProbability / lengthPenalty(ids.length + (ended ? 1 : 0), alpha);
    done[live.sentence].push({ ids, logProbability, score, ended, weights });
  };

  let beam = Array.from({ length: B }, (_, b): Live => {
    return { sentence: b, row: b, ids: [], logProbability: 0, weights: [] };
  });
  let { state, memory } = reading;
  let sentences = beam.map((live) => live.sentence);
  for (let t = 0; beam.length > 0; t++) {
    const step = scope(() => {
      const previous = indices(
        beam.map((live) => live.ids.at(-1) ?? special.start),
        backend,
      );
      return next(config, p, previous, state, memory);
    });
    const [logProbabilities, weights] = await Promise.all([
      step.logProbabilities.value.data(),
      keepWeights ? step.weights?.value.data() : undefined,
    ]);
    const V = step.logProbabilities.shape[1];
    const grown: Live[] = [];
    for (const [sentence, family] of groupBySentence(beam)) {
      const places = width - done[sentence].length;
      const isLast = t === limits[sentence];
      const ended = new Set<Live>();
      for (const { parent, token, logProbability } of best(family, logProbabilities, V, places)) {
        const ends = token === special.end;
        // The step after the longest target only hears who would have ended there.
        if (isLast && !ends) continue;
        const seen = weights && rowOf(weights, parent.row, S, source.lengths[sentence]);
        const child: Live = {
          sentence,
          row: parent.row,
          ids: ends ? parent.ids : [...parent.ids, token],
          logProbability,
          weights: seen ? [...parent.weights, seen] : parent.weights,
        };
        if (!ends) grown.push(child);
        else {
          finish(child, true);
          ended.add(parent);
        }
      }
      if (!isLast) continue;
      for (const live of family) if (!ended.has(live)) finish(live, false);
    }
    const survivors = grown.map((live) => live.row);
    const before = { state, memory, sentences };
    sentences = grown.map((live) => live.sentence);
    ({ state, memory } = scope(() => ({
      state: selectRows(step.state, survivors, backend),
      // Most steps keep as many hypotheses of each sentence, and then the memory as it is.
      memory: sameList(sentences, before.sentences)
        ? before.memory
        : selectRows(reading.memory, sentences, backend),
    })));
    disposeTree(step);
    if (before.state !== reading.state) disposeTree(before.state);
    if (before.memory !== memory && before.memory !== reading.memory) disposeTree(before.memory);
    beam = grown.map((live, row) => ({ ...live, row }));
  }
  disposeTree([state, reading]);
  if (memory !== reading.memory) disposeTree(memory);
  return done.map((hypotheses) => hypotheses.sort((a, b) => b.score - a.score));
}

interface Continuation {
  readonly parent: Live;
  readonly token: number;
  readonly logProbability: number;
}

/** The likeliest continuations of one sentence's hypotheses, best first; earlier ones win ties. */
function best(
  family: readonly Live[],
  logProbabilities: ArrayLike<number>,
  V: number,
  count: number,
): Continuation[] {
  const kept: Continuation[] = [];
  for (const parent of family) {
    for (let token = 0; token < V; token++) {
      const logProbability = parent.logProbability + logProbabilities[parent.row * V + token];
      if (kept.length === count && logProbability <= kept[count - 1].logProbability) continue;
      const place = kept.findIndex((other) => logProbability > other.logProbability);
      kept.splice(place < 0 ? kept.length : place, 0, { parent, token, logProbability });
      if (kept.length > count) kept.pop();
    }
  }
  return kept;
}

function groupBySentence(beam: readonly Live[]): Map<number, Live[]> {
  const families = new Map<number, Live[]>();
  for (const live of beam) {
    const family = families.get(live.sentence);
    if (family === undefined) families.set(live.sentence, [live]);
    else family.push(live);
  }
  return families;
}

/** The named rows of every operand of a tree, each (rows, …). */
function selectRows<T>(tree: T, rows: readonly number[], backend: Backend): T {
  const ids = indices(rows, backend);
  return mapTree(tree, (operand: Operand) => {
    const [count, ...rest] = operand.shape;
    const flat = ops.reshape(operand, { shape: [count, rest.reduce((a, b) => a * b, 1)] });
    return ops.reshape(ops.gatherRows(flat, ids), { shape: [rows.length, ...rest] });
  });
}

function indices(numbers: readonly number[], backend: Backend): Tensor {
  return new Tensor(backend.allocate("int32", numbers.length, numbers), [numbers.length]);
}

function rowOf(weights: ArrayLike<number>, row: number, S: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, s) => weights[row * S + s]);
}

function sameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/**
 * @file Greedy search: at every step the likeliest token. The source is read once, the state is
 * carried from step to step, and all sentences of a batch step together.
 */
import { disposeTree } from "@heed/autograd";
import { ops, scope, Tensor } from "@heed/tensor";
import type { PaddedIds } from "../data/batch.js";
import { special } from "../data/vocabulary.js";
import { next, read, type Seq2seqConfig, type Seq2seqParameters } from "../seq2seq.js";
import { longestTarget, type Hypothesis } from "./hypothesis.js";

/** When greedy search stops, and whether attention weights are read back. */
export interface GreedyOptions {
  /** The most tokens a target may have; 2 S + 10 unless said, S the length of its own source. */
  readonly maxLength?: number;
  /** Off unless said: reading weights costs time. */
  readonly keepWeights?: boolean;
}

/** The greedy hypothesis of each source. */
export async function greedy(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  source: PaddedIds,
  options: GreedyOptions = {},
): Promise<Hypothesis[]> {
  const [B, S] = source.shape;
  const { maxLength, keepWeights = false } = options;
  const limits = Array.from(source.lengths, (length) => maxLength ?? longestTarget(length));
  const { backend } = p.sourceEmbedding.value;
  const reading = scope(() => read(config, p, source));
  const found = Array.from({ length: B }, () => newDraft());

  let { state } = reading;
  const starts = new Int32Array(B).fill(special.start);
  let previous = new Tensor(backend.allocate("int32", B, starts), [B]);
  for (let t = 0; found.some((draft, b) => !draft.ended && t <= limits[b]); t++) {
    const step = scope(() => {
      const { logProbabilities, ...rest } = next(config, p, previous, state, reading.memory);
      return {
        ...rest,
        best: ops.max(logProbabilities, { axes: [-1] }),
        chosen: ops.argmax(logProbabilities, { axes: [-1] }),
      };
    });
    const [chosen, best, weights] = await Promise.all([
      step.chosen.value.data(),
      step.best.value.data(),
      keepWeights ? step.weights?.value.data() : undefined,
    ]);
    found.forEach((draft, b) => {
      if (draft.ended || t > limits[b]) return;
      // The step after the longest target only hears whether it would have ended there.
      if (t === limits[b] && chosen[b] !== special.end) return;
      draft.logProbability += best[b];
      const seen = weights?.subarray(b * S, b * S + source.lengths[b]);
      if (seen) draft.weights.push(Float32Array.from(seen));
      if (chosen[b] === special.end) draft.ended = true;
      else draft.ids.push(chosen[b]);
    });
    disposeTree([previous, state, step.best, step.weights]);
    previous = step.chosen.value;
    state = step.state;
  }
  disposeTree([previous, state, reading]);
  return found.map((draft) => ({ ...draft, score: draft.logProbability }));
}

interface Draft {
  ids: number[];
  logProbability: number;
  ended: boolean;
  weights: Float32Array[];
}

function newDraft(): Draft {
  return { ids: [], logProbability: 0, ended: false, weights: [] };
}

/**
 * @file Decoding a known target: under teacher forcing, where the decoder reads the true tokens
 * whatever it would say, or with some of its own (scheduled sampling, Bengio et al. 2015).
 *
 * B batch, T target length, S source length, V target vocabulary.
 */
import { ops, Tensor, type Operand, type Random } from "@heed/tensor";
import type { Glimpse } from "../attention/attention.js";
import type { Decoder, DecoderMemory, DecoderState } from "./decoder.js";

/** Logits and where was looked, for whole known targets. */
export interface Forced {
  /** (B, T, V) */
  readonly logits: Operand;
  /** a, (B, T, S); absent without attention. */
  readonly weights?: Operand;
  /** cov before each step, (B, T, S); absent where attention does not ask for it. */
  readonly coverage?: Operand;
}

/** How often the decoder reads its own words. */
export interface OwnWords {
  /** The probability that it reads the true token all the same. */
  readonly truth: number;
  /** What that is drawn for: each step, for the whole batch at once, or each token. */
  readonly coin: "step" | "token";
  readonly random: Random;
}

/** Reads the true tokens y_0 … y_{T−1}, (B, T). */
export function teacherForcing(
  decoder: Decoder,
  ids: Operand,
  start: DecoderState,
  memory: DecoderMemory,
): Forced {
  const { order, attention } = decoder.parts;
  return order.looksLater && !attention.covers
    ? lookAtOnce(decoder, ids, start, memory)
    : stepByStep(decoder, ids, start, memory);
}

/** The recurrence first; then all its steps look at once, in products over the whole target. */
export function lookAtOnce(
  decoder: Decoder,
  ids: Operand,
  start: DecoderState,
  memory: DecoderMemory,
): Forced {
  const outputs: Operand[] = [];
  let { layers } = start;
  for (const share of decoder.shares(ids)) {
    const after = decoder.advance(share, layers);
    outputs.push(after.output);
    layers = after.layers;
  }
  const states = ops.stack(outputs, { axis: 1 });
  const { contexts, weights } = decoder.look(states, memory);
  const logits = decoder.logits(decoder.features(ids, states, contexts), weights, memory);
  return { logits, ...(weights && { weights }) };
}

/** One step after the other: what any order can do. */
export function stepByStep(
  decoder: Decoder,
  ids: Operand,
  start: DecoderState,
  memory: DecoderMemory,
): Forced {
  const words = ops.unstack(ids, { axis: 1 });
  const seen = new Steps();
  let state = start;
  decoder.shares(ids).forEach((share, t) => {
    const step = decoder.step({ ids: words[t], share }, state, memory);
    seen.add(state, step.glimpse, step.state);
    state = step.state;
  });
  // Where nothing is fed back, all steps are read out in one product.
  const features = seen.fed ?? decoder.features(ids, seen.outputs, seen.contexts);
  const { looks } = seen;
  return { logits: decoder.logits(features, looks.weights, memory), ...looks };
}

/** Reads a true token with probability `truth`, and otherwise the likeliest of its own. */
export function withOwnWords(
  decoder: Decoder,
  ids: Operand,
  start: DecoderState,
  memory: DecoderMemory,
  { truth, coin, random }: OwnWords,
): Forced {
  const flip = (B: number): boolean[] => {
    const forAll = coin === "step" ? random.uniform() : undefined;
    return Array.from({ length: B }, () => (forAll ?? random.uniform()) < truth);
  };
  const seen = new Steps();
  const logits: Operand[] = [];
  let state = start;
  for (const word of ops.unstack(ids, { axis: 1 })) {
    const last = logits.at(-1);
    const read = last === undefined ? word : choose(word, ops.argmax(last, { axes: [-1] }), flip);
    const [share] = decoder.shares(ops.unsqueeze(read, { axis: 1 }));
    const step = decoder.step({ ids: read, share }, state, memory);
    logits.push(decoder.stepLogits({ ids: read, share }, step, memory));
    seen.add(state, step.glimpse, step.state);
    state = step.state;
  }
  return { logits: ops.stack(logits, { axis: 1 }), ...seen.looks };
}

/** Of each row the true token or the decoder's own, (B) each, as the coins fall. */
function choose(truth: Operand, own: Operand, flip: (B: number) => boolean[]): Operand {
  const [B] = truth.shape;
  const rows = flip(B).map((isTrue, b) => (isTrue ? b : B + b));
  const indices = new Tensor(truth.value.backend.allocate("int32", B, rows), [B]);
  const both = ops.reshape(ops.concat([truth, own], { axis: 0 }), { shape: [2 * B, 1] });
  return ops.reshape(ops.gatherRows(both, indices), { shape: [B] });
}

/** What a loop over steps has seen. */
class Steps {
  readonly #states: DecoderState[] = [];
  readonly #coverages: Operand[] = [];
  readonly #glimpses: Glimpse[] = [];

  add({ coverage }: DecoderState, glimpse: Glimpse, after: DecoderState): void {
    this.#states.push(after);
    this.#glimpses.push(glimpse);
    if (coverage !== undefined) this.#coverages.push(coverage);
  }

  /** s, (B, T, H). */
  get outputs(): Operand {
    return ops.stack(
      this.#states.map(({ output }) => output),
      { axis: 1 },
    );
  }

  /** What was fed back, (B, T, F). */
  get fed(): Operand | undefined {
    const parts = this.#states.flatMap(({ fed }) => fed ?? []);
    return parts.length === 0 ? undefined : ops.stack(parts, { axis: 1 });
  }

  /** c, (B, T, M). */
  get contexts(): Operand | undefined {
    return this.#joined("contexts");
  }

  get looks(): Omit<Forced, "logits"> {
    const weights = this.#joined("weights");
    const coverage =
      this.#coverages.length === 0 ? undefined : ops.stack(this.#coverages, { axis: 1 });
    return { ...(weights && { weights }), ...(coverage && { coverage }) };
  }

  #joined(part: keyof Glimpse): Operand | undefined {
    const parts = this.#glimpses.flatMap((glimpse) => glimpse[part] ?? []);
    return parts.length === 0 ? undefined : ops.concat(parts, { axis: 1 });
  }
}

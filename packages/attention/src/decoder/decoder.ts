/**
 * @file The decoder in Bahdanau's order: attend, then step (Bahdanau 2015, A.2.2).
 *
 *   s_0 = tanh(W_s ←h_1)
 *   c_t = attend(s_{t−1}),  s_t = cell(s_{t−1}, [E y_{t−1}; c_t]),  logits = W_o [E y_{t−1}; s_t; c_t]
 *
 * The appendix writes s_{t−1} in the readout although the text conditions on s_t: here it is s_t.
 * With several layers, layer l > 1 reads the state of the layer below, and the top one attends.
 *
 * B batch, T target length, E embedding, H state, 2H context, V target vocabulary.
 */
import { ops, type Operand } from "@heed/tensor";
import type { Attention, Glimpse, Memory } from "./attention/attention.js";
import type { Cell, CellParameters } from "./cells/cell.js";
import type { Encoding } from "./encoder.js";
import type { Initializer } from "./initialization.js";
import { initLinear, linear, splitLinear, type LinearParameters } from "./linear.js";
import { projectWords, type Words } from "./words.js";

export interface DecoderParameters {
  /** W_s of each layer: (H, H). */
  readonly start: readonly LinearParameters[];
  readonly attention: object;
  readonly layers: readonly CellParameters[];
  /** W_o: (E + H + 2H, V). */
  readonly readout: LinearParameters;
}

/** Sizes that decoder parameters are made from. */
export interface DecoderSizes {
  readonly embedding: number;
  readonly hidden: number;
  readonly alignment: number;
  readonly layers: number;
  /** V */
  readonly vocabulary: number;
}

/** The parts a decoder is put together from. */
export interface DecoderParts {
  readonly cell: Cell;
  readonly attention: Attention;
}

/** What a decoder carries from step to step: the state of each layer, (B, H). */
export type DecoderState = readonly Operand[];

/** One step: where it looked, and the state after. */
export interface DecoderStep extends Glimpse {
  readonly state: DecoderState;
}

export function initDecoder(
  { cell, attention }: DecoderParts,
  sizes: DecoderSizes,
  init: Initializer,
): DecoderParameters {
  const { embedding: E, hidden: H, layers, vocabulary: V } = sizes;
  return {
    start: Array.from({ length: layers }, () => initLinear(H, H, init)),
    attention: attention.init(sizes, init),
    layers: Array.from({ length: layers }, (_, l) => cell.init(l === 0 ? E + 2 * H : H, H, init)),
    readout: initLinear(E + 3 * H, V, init),
  };
}

/** s_0 of each layer, from the backward encoder at the first word. */
export function startState(p: DecoderParameters, { backwardEnds }: Encoding): DecoderState {
  return p.start.map((layer, l) => ops.tanh(linear(layer, backwardEnds[l])));
}

/**
 * One step of the recurrence. `word` is the previous token's share W_y E y_{t−1} + b of the first
 * layer's input, (B, gates · H), and `contextWeight` is W_c: see `splitLinear`.
 */
export function decoderStep(
  { cell, attention }: DecoderParts,
  p: DecoderParameters,
  word: Operand,
  contextWeight: Operand,
  before: DecoderState,
  memory: Memory,
): DecoderStep {
  const glimpse = attention.attend(p.attention, before[before.length - 1], memory);
  const state: Operand[] = [];
  p.layers.forEach((layer, l) => {
    const projected =
      l === 0
        ? ops.add(word, ops.matmul(glimpse.context, contextWeight))
        : linear(layer.input, state[l - 1]);
    state.push(cell.step(layer, projected, before[l]));
  });
  return { ...glimpse, state };
}

/** Logits of the next token, (…, V): W_o [E y; s; c], each part by itself. */
export function readout(
  p: DecoderParameters,
  words: Words,
  state: Operand,
  context: Operand,
): Operand {
  const widths = [words.table, state, context].map(({ shape }) => shape[shape.length - 1]);
  const [wordPart, stateWeight, contextWeight] = splitLinear(p.readout, widths);
  const fromState = ops.matmul(state, stateWeight);
  const fromContext = ops.matmul(context, contextWeight);
  return ops.add(projectWords(words, wordPart), ops.add(fromState, fromContext));
}

/** Logits and attention weights for whole known targets. */
export interface TeacherForced {
  /** (B, T, V) */
  readonly logits: Operand;
  /** a_t of each step, (B, S); empty without attention. */
  readonly weights: readonly Operand[];
}

/** Teacher forcing: reads the true tokens y_0 … y_{T−1}, (B, T), whatever it would say. */
export function teacherForcing(
  parts: DecoderParts,
  p: DecoderParameters,
  words: Words,
  start: DecoderState,
  memory: Memory,
): TeacherForced {
  const [wordInput, contextWeight] = splitInput(p, words);
  const projected = ops.unstack(projectWords(words, wordInput), { axis: 1 });
  const steps: DecoderStep[] = [];
  let state = start;
  for (const word of projected) {
    const step = decoderStep(parts, p, word, contextWeight, state, memory);
    steps.push(step);
    state = step.state;
  }
  // The readout feeds nothing back, so all steps are read out in one product.
  const states = ops.stack(
    steps.map((step) => step.state[step.state.length - 1]),
    { axis: 1 },
  );
  const contexts = ops.stack(
    steps.map((step) => step.context),
    { axis: 1 },
  );
  return {
    logits: readout(p, words, states, contexts),
    weights: steps.flatMap(({ weights }) => weights ?? []),
  };
}

/** The first layer's input weights, apart for the word (E) and the context (2H). */
export function splitInput(
  p: DecoderParameters,
  { table }: Words,
): [word: LinearParameters, contextWeight: Operand] {
  const { input } = p.layers[0];
  const [, E] = table.shape;
  const [word, context] = splitLinear(input, [E, input.weight.shape[0] - E]);
  return [word, context];
}

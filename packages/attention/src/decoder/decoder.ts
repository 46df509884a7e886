/**
 * @file The decoder: from what the encoder left, one token after the other. Its parts are chosen
 * apart from each other: a cell, a start, an attention, an order in which it looks and steps, and a
 * readout.
 *
 * With several layers, layer l > 1 reads what the layer below says; the top one looks and speaks.
 *
 * B batch, T target length, E embedding, H state, M context, F features of the readout, V target
 * vocabulary.
 */
import { disposeTree } from "@heed/autograd";
import { ops, zeros, type Operand } from "@heed/tensor";
import type { Attention, AttentionSizes, Glimpse } from "../attention/attention.js";
import type { Cell, CellParameters, CellState } from "../cells/cell.js";
import { sequencePassage, stepPassage, type Dropout, type Passage } from "../dropout.js";
import type { Encoding } from "../encoder.js";
import { glorot, zeroBias, type Initializer } from "../initialization.js";
import { initLinear, linear, splitLinear, type LinearParameters } from "../linear.js";
import { projectSteps } from "../words.js";
import type { Advance, Order } from "./order.js";
import { point } from "./pointer.js";
import type { Readout, ReadoutSizes } from "./readout.js";
import type { Start, StartSizes } from "./start.js";

/** What a decoder is put together from. */
export interface DecoderParts {
  readonly cell: Cell;
  readonly start: Start;
  readonly attention: Attention;
  readonly order: Order;
  readonly readout: Readout;
  /** Whether a layer above the first adds what it reads to what it says (He et al. 2016). */
  readonly residual: boolean;
  /** Whether W_o is the table of embeddings (Press & Wolf 2017; Inan et al. 2017). */
  readonly tied: boolean;
  /** Whether it may point at words of the source instead of saying its own. */
  readonly pointer: boolean;
}

/** What is kept of a source while it is decoded. */
export interface DecoderMemory {
  /** What attention keeps. */
  readonly attention: object;
  /** 1 where a place holds a word of the target vocabulary, (B, S, V); absent without a pointer. */
  readonly copies?: Operand;
}

/** Sizes that decoder parameters are made from. */
export interface DecoderSizes extends AttentionSizes, StartSizes, Omit<ReadoutSizes, "context"> {
  /** V */
  readonly vocabulary: number;
}

export interface DecoderParameters {
  readonly start: object;
  readonly attention: object;
  readonly layers: readonly CellParameters[];
  readonly readout: object;
  /** W_o: (F, V), absent where it is the table of embeddings; and b_o: (V). */
  readonly output: { readonly weight?: Operand; readonly bias: Operand };
  /** w_g and b_g: (F, 1); absent without a pointer. */
  readonly pointer?: LinearParameters;
}

/** What a decoder carries from step to step. */
export interface DecoderState {
  /** t, how many steps were made. */
  readonly step: number;
  /** The state of each layer's cell. */
  readonly layers: readonly CellState[];
  /** s_t, what the top layer said: (B, H). */
  readonly output: Operand;
  /** Σ a over the steps so far, (B, S); absent where attention does not ask for it. */
  readonly coverage?: Operand;
  /** What was read out of the step, (B, F); absent where it is not fed back. */
  readonly fed?: Operand;
}

/** One step: where it looked, with which state (B, H), and the state after. */
export interface DecoderStep {
  readonly glimpse: Glimpse;
  readonly query: Operand;
  readonly state: DecoderState;
}

/** The previous token: its id and its share W_y E y + b of the first layer's input. */
export interface PreviousWord {
  /** (B) */
  readonly ids: Operand;
  /** (B, gates · H) */
  readonly share: Operand;
}

/** Sees what each cell of a step is about to do: p, its projected input, the state before. */
export type CellWatcher = (p: CellParameters, projected: Operand, before: CellState) => void;

export function initDecoder(
  parts: DecoderParts,
  sizes: DecoderSizes,
  init: Initializer,
): DecoderParameters {
  const { cell, start, attention, order, readout, tied, pointer } = parts;
  const { hidden: H, embedding: E, layers, vocabulary: V } = sizes;
  const reading = { ...sizes, context: attention.contextWidth(sizes) };
  const F = readout.width(reading);
  const inputs = E + order.besides(reading, F);
  return {
    start: start.init(cell, sizes, init),
    attention: attention.init(sizes, init),
    layers: Array.from({ length: layers }, (_, l) => cell.init(l === 0 ? inputs : H, H, init)),
    readout: readout.init(reading, init),
    output: { ...(!tied && { weight: glorot(F, V, init) }), bias: zeroBias(V, init) },
    ...(pointer && { pointer: initLinear(F, 1, init) }),
  };
}

/** A decoder with its weights in hand, for one pass over a batch. */
export class Decoder {
  readonly parts: DecoderParts;
  readonly #p: DecoderParameters;
  /** E, (V, E) */
  readonly #table: Operand;
  /** The first layer's input weights, apart for the word and for what is read besides. */
  readonly #word: LinearParameters;
  readonly #besides: Operand | undefined;
  readonly #ontoEmbeddings: Passage;
  readonly #betweenLayers: readonly Passage[];
  readonly #ontoOutput: Passage;
  /** W_y E y + b for every word: (V, gates · H). */
  #ofVocabulary: Operand | undefined;

  constructor(parts: DecoderParts, p: DecoderParameters, table: Operand, dropout?: Dropout) {
    this.parts = parts;
    this.#p = p;
    this.#table = table;
    const { input } = p.layers[0];
    const [, E] = table.shape;
    const [inputs] = input.weight.shape;
    const widths = inputs === E ? [E] : [E, inputs - E];
    [this.#word, this.#besides] = splitLinear(input, widths);
    this.#ontoEmbeddings = sequencePassage(dropout);
    this.#betweenLayers = p.layers.map(() => stepPassage(dropout));
    this.#ontoOutput = sequencePassage(dropout);
  }

  /** Frees what it made of the weights, which stay: for who keeps a decoder outside of a scope. */
  dispose(): void {
    disposeTree([this.#word.weight, this.#besides, this.#ofVocabulary]);
  }

  /** s_0, from what the encoder left. */
  begin(encoding: Encoding): DecoderState {
    const { cell, start, attention, order } = this.parts;
    const [B, S] = encoding.states.shape;
    const top = this.#p.layers[this.#p.layers.length - 1];
    const H = top.recurrent.weight.shape[0];
    const layers = start.states(this.#p.start, { cell, encoding, shape: [B, H] });
    const { h: output } = layers[layers.length - 1];
    const at = { backend: output.value.backend, dtype: output.dtype };
    const F = this.#p.output.weight?.shape[0] ?? this.#table.shape[1];
    return {
      step: 0,
      layers,
      output,
      ...(attention.covers && { coverage: zeros([B, S], at) }),
      ...(order.feeds && { fed: zeros([B, F], at) }),
    };
  }

  /**
   * Finds the shares of the whole vocabulary once: for who will ask for more of them, step by step, than
   * it has words, without dropout.
   */
  projectVocabulary(): void {
    this.#ofVocabulary = linear(this.#word, this.#table);
  }

  /** W_y E y + b for tokens (B, T): of each step, (B, gates · H). */
  shares(ids: Operand): Operand[] {
    if (this.#ofVocabulary !== undefined) {
      return ops.unstack(ops.gatherRows(this.#ofVocabulary, ids), { axis: 1 });
    }
    return projectSteps({ table: this.#table, ids }, this.#ontoEmbeddings)(this.#word);
  }

  /** One step after `word`. */
  step(
    word: PreviousWord,
    before: DecoderState,
    memory: DecoderMemory,
    watch?: CellWatcher,
  ): DecoderStep {
    const { attention, order } = this.parts;
    let query = before.output;
    const { glimpse, fed, layers, output } = order.step(
      {
        advance: (besides) => this.advance(word.share, before.layers, besides, watch),
        look: (state) => {
          query = state;
          const queries = ops.unsqueeze(state, { axis: 1 });
          return attention.attend(this.#p.attention, queries, memory.attention, before);
        },
        readOut: (said, seen) => this.#readOut(word.ids, said, seen),
      },
      before,
    );
    const { coverage } = before;
    const { weights } = glimpse;
    const covered = coverage && weights && ops.add(coverage, ops.squeeze(weights, { axis: 1 }));
    const state = {
      step: before.step + 1,
      layers,
      output,
      ...(covered && { coverage: covered }),
      ...(fed && { fed }),
    };
    return { glimpse, query, state };
  }

  /** Runs the layers on a word's share and, if given, what the first reads besides (B, width). */
  advance(
    share: Operand,
    before: readonly CellState[],
    besides?: Operand,
    watch?: CellWatcher,
  ): Advance {
    const { cell, residual } = this.parts;
    const layers: CellState[] = [];
    const outputs: Operand[] = [];
    this.#p.layers.forEach((layer, l) => {
      const below = outputs[l - 1];
      let projected = l === 0 ? share : linear(layer.input, this.#betweenLayers[l](below));
      if (l === 0 && besides !== undefined && this.#besides !== undefined) {
        projected = ops.add(projected, ops.matmul(besides, this.#besides));
      }
      watch?.(layer, projected, before[l]);
      const state = cell.step(layer, projected, before[l]);
      layers.push(state);
      outputs.push(residual && l > 0 ? ops.add(state.h, below) : state.h);
    });
    return { layers, output: outputs[outputs.length - 1] };
  }

  /** c and a for the states of a whole target (B, T, H), all at once. */
  look(queries: Operand, memory: DecoderMemory): Glimpse {
    const { attention } = this.parts;
    return attention.attend(this.#p.attention, queries, memory.attention, { step: 0 });
  }

  /** t̃, (B, T, F), for tokens (B, T), states (B, T, H) and contexts (B, T, M). */
  features(ids: Operand, states: Operand, contexts: Operand | undefined): Operand {
    const words = { table: this.#table, ids };
    return this.parts.readout.features(this.#p.readout, {
      words,
      states,
      ...(contexts && { contexts }),
    });
  }

  /** W_o t̃ + b_o, (B, T, V), or what becomes of it where words of the source may be pointed at. */
  logits(features: Operand, weights: Operand | undefined, { copies }: DecoderMemory): Operand {
    const { output, pointer: gate } = this.#p;
    const { weight = ops.transpose(this.#table), bias } = output;
    const logits = linear({ weight, bias }, this.#ontoOutput(features));
    return gate && weights && copies ? point(features, logits, { gate, weights, copies }) : logits;
  }

  /** t̃, (B, F), after a step. */
  stepFeatures(word: PreviousWord, { state, glimpse }: DecoderStep): Operand {
    return state.fed ?? this.#readOut(word.ids, state.output, glimpse);
  }

  /** The logits (B, V) after a step. */
  stepLogits(word: PreviousWord, step: DecoderStep, memory: DecoderMemory): Operand {
    const features = ops.unsqueeze(this.stepFeatures(word, step), { axis: 1 });
    return ops.squeeze(this.logits(features, step.glimpse.weights, memory), { axis: 1 });
  }

  #readOut(ids: Operand, output: Operand, { contexts }: Glimpse): Operand {
    const row = ops.unsqueeze(ids, { axis: 1 });
    const features = this.features(row, ops.unsqueeze(output, { axis: 1 }), contexts);
    return ops.squeeze(features, { axis: 1 });
  }
}

/**
 * @file The whole model: encoder, attention (or none) and decoder, put together from a
 * configuration. Its parameters are a plain tree of operands: tensors to predict with, variables
 * to train; the code below is the same.
 *
 * B batch, S source length, T steps of the decoder, E embedding, V vocabulary.
 */
import { ops, Tensor, type Backend, type Operand } from "@heed/tensor";
import type { Memory } from "./attention/attention.js";
import { attentions, type AttentionName } from "./attentions.js";
import * as cells from "./cells.js";
import { special } from "./data/vocabulary.js";
import type { Batch, PaddedIds } from "./data/batch.js";
import {
  decoderStep,
  initDecoder,
  readout,
  splitInput,
  startState,
  teacherForcing,
  type DecoderParameters,
  type DecoderParts,
  type DecoderState,
  type TeacherForced,
} from "./decoder.js";
import { encode, initEncoder, type EncoderLayerParameters } from "./encoder.js";
import { glorot, type Initializer } from "./initialization.js";
import { projectWords } from "./words.js";

/** A cell of the list. */
export type CellName = keyof typeof cells;

/** What a model is, apart from its weights. */
export interface Seq2seqConfig {
  readonly cell: CellName;
  readonly attention: AttentionName;
  /** E */
  readonly embedding: number;
  /** H: units of the decoder, and of each direction of the encoder. */
  readonly hidden: number;
  /** A: width of the alignment model. */
  readonly alignment: number;
  readonly layers: number;
  /** V of the source and of the target, special ids included. */
  readonly sourceVocabulary: number;
  readonly targetVocabulary: number;
}

/** The weights of a model. */
export interface Seq2seqParameters {
  /** (V, E) */
  readonly sourceEmbedding: Operand;
  readonly encoder: readonly EncoderLayerParameters[];
  /** (V, E) */
  readonly targetEmbedding: Operand;
  readonly decoder: DecoderParameters;
}

/** A sentence read and ready to be decoded. */
export interface Reading {
  readonly state: DecoderState;
  readonly memory: Memory;
}

/** First weights, all drawn from `init.random`. */
export function initSeq2seq(config: Seq2seqConfig, init: Initializer): Seq2seqParameters {
  const { embedding: E, targetVocabulary: vocabulary } = config;
  return {
    sourceEmbedding: glorot(config.sourceVocabulary, E, init),
    encoder: initEncoder(cells[config.cell], config, init),
    targetEmbedding: glorot(vocabulary, E, init),
    decoder: initDecoder(partsOf(config), { ...config, vocabulary }, init),
  };
}

/** Reads sources: everything that is computed once per sentence. */
export function read(config: Seq2seqConfig, p: Seq2seqParameters, source: PaddedIds): Reading {
  const { backend } = p.sourceEmbedding.value;
  const mask = maskOf(source, backend);
  const words = { table: p.sourceEmbedding, ids: idsOf(source, backend) };
  const encoding = encode(cells[config.cell], p.encoder, words, mask);
  return {
    state: startState(p.decoder, encoding),
    memory: attentions[config.attention].prepare(p.decoder.attention, encoding, mask),
  };
}

/** Reads a batch and decodes it under teacher forcing: logits (B, T, V) and attention weights. */
export function forced(config: Seq2seqConfig, p: Seq2seqParameters, batch: Batch): TeacherForced {
  const { state, memory } = read(config, p, batch.source);
  const ids = idsOf(batch.decoderInput, p.targetEmbedding.value.backend);
  const words = { table: p.targetEmbedding, ids };
  return teacherForcing(partsOf(config), p.decoder, words, state, memory);
}

/** The cross-entropy of each target token in nats, (B, T); 0 on padding. */
export function tokenLosses(config: Seq2seqConfig, p: Seq2seqParameters, batch: Batch): Operand {
  const { logits } = forced(config, p, batch);
  const targets = idsOf(batch.decoderTarget, logits.value.backend);
  return ops.crossEntropy(logits, targets, { ignoreIndex: special.padding });
}

/** The mean cross-entropy of a batch's target tokens, in nats: what training makes small. */
export function loss(config: Seq2seqConfig, p: Seq2seqParameters, batch: Batch): Operand {
  const tokens = batch.decoderTarget.lengths.reduce((total, length) => total + length, 0);
  return ops.mul(ops.sum(tokenLosses(config, p, batch)), 1 / tokens);
}

/** One step of free-running decoding. */
export interface NextToken {
  /** log p(y_t | y_{<t}, x), (B, V) */
  readonly logProbabilities: Operand;
  readonly state: DecoderState;
  /** a_t, (B, S); absent without attention. */
  readonly weights?: Operand;
}

/** One step from the previous tokens, (B) int32, and the state before. */
export function next(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  previous: Tensor,
  state: DecoderState,
  memory: Memory,
): NextToken {
  const word = { table: p.targetEmbedding, ids: previous };
  const [wordInput, contextWeight] = splitInput(p.decoder, word);
  const projected = projectWords(word, wordInput);
  const step = decoderStep(partsOf(config), p.decoder, projected, contextWeight, state, memory);
  const top = step.state[step.state.length - 1];
  return {
    logProbabilities: ops.logSoftmax(readout(p.decoder, word, top, step.context)),
    state: step.state,
    ...(step.weights && { weights: step.weights }),
  };
}

/** The parts that a configuration names. */
export function partsOf({ cell, attention }: Seq2seqConfig): DecoderParts {
  return { cell: cells[cell], attention: attentions[attention] };
}

/** Ids as a tensor, int32. */
export function idsOf({ ids, shape }: PaddedIds, backend: Backend): Tensor {
  return new Tensor(backend.allocate("int32", ids.length, ids), shape);
}

/** 1 at words and 0 at padding, int32; `undefined` where no row is padded. */
function maskOf({ lengths, shape }: PaddedIds, backend: Backend): Tensor | undefined {
  const [rows, columns] = shape;
  if (lengths.every((length) => length === columns)) return undefined;
  const mask = Int32Array.from({ length: rows * columns }, (_, i) =>
    i % columns < lengths[Math.floor(i / columns)] ? 1 : 0,
  );
  return new Tensor(backend.allocate("int32", mask.length, mask), shape);
}

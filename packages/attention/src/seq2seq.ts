/**
 * @file The whole model: encoder, attention (or a fixed context) and decoder, put together from a
 * configuration. Its parameters are a plain tree of operands: tensors to predict with, variables
 * to train; the code below is the same.
 *
 * B batch, S source length, T steps of the decoder, E embedding, V vocabulary.
 */
import { ops, Tensor, type Backend, type DType, type Operand, type Random } from "@heed/tensor";
import * as cells from "./cells.js";
import { targetTokens, type Batch, type PaddedIds } from "./data/batch.js";
import { special } from "./data/vocabulary.js";
import { teacherForcing, withOwnWords, type Forced, type OwnWords } from "./decoder/forced.js";
import {
  Decoder,
  initDecoder,
  type DecoderMemory,
  type DecoderParameters,
  type DecoderState,
} from "./decoder/decoder.js";
import type { Dropout } from "./dropout.js";
import { encode, initEncoder, type EncoderLayerParameters, type Encoding } from "./encoder.js";
import { glorot, type Initializer } from "./initialization.js";
import { plainObjective, type Objective } from "./objective.js";
import { decoderSizes, partsOf, type Seq2seqConfig } from "./seq2seqConfig.js";

/** The weights of a model. */
export interface Seq2seqParameters {
  /** (V, E) */
  readonly sourceEmbedding: Operand;
  readonly encoder: readonly EncoderLayerParameters[];
  /** (V, E) */
  readonly targetEmbedding: Operand;
  readonly decoder: DecoderParameters;
}

/** First weights, all drawn from `init.random`. Throws `UserError` for parts that do not fit. */
export function initSeq2seq(config: Seq2seqConfig, init: Initializer): Seq2seqParameters {
  const { embedding: E, encoderHidden: units } = config;
  const parts = partsOf(config);
  return {
    sourceEmbedding: glorot(config.sourceVocabulary, E, init),
    encoder: initEncoder(parts.cell, { ...config, units }, init),
    targetEmbedding: glorot(config.targetVocabulary, E, init),
    decoder: initDecoder(parts, decoderSizes(config), init),
  };
}

/** A source read and ready to be decoded. */
export interface ReadSource {
  readonly state: DecoderState;
  readonly memory: DecoderMemory;
}

/** Reads sources: everything that is computed once per sentence. */
export function read(config: Seq2seqConfig, p: Seq2seqParameters, source: PaddedIds): ReadSource {
  return prepare(decoderOf(config, p), config, p, source);
}

/** Reads a batch and decodes its known targets, under teacher forcing or as `training` says. */
export function forced(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  batch: Batch,
  { dropout, ownWords }: Training = {},
): Forced {
  const decoder = decoderOf(config, p, dropout);
  const { state, memory } = prepare(decoder, config, p, batch.source, dropout);
  const ids = idsOf(batch.decoderInput, p.targetEmbedding.value.backend);
  return ownWords === undefined
    ? teacherForcing(decoder, ids, state, memory)
    : withOwnWords(decoder, ids, state, memory, ownWords);
}

/** What differs while a model trains. */
export interface Training {
  readonly dropout?: Dropout;
  readonly ownWords?: OwnWords;
}

/** The cross-entropy of each target token in nats, (B, T); 0 on padding. */
export function tokenLosses(config: Seq2seqConfig, p: Seq2seqParameters, batch: Batch): Operand {
  return crossEntropies(forced(config, p, batch), batch, 0);
}

/**
 * What training makes small: the mean cross-entropy of a batch's target tokens, in nats, and what
 * the objective adds to it. `random` draws masks and coins; it must be given if any are asked for.
 */
export function loss(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  batch: Batch,
  objective: Objective = plainObjective,
  random?: Random,
): Operand {
  return ops.mul(summedLoss(config, p, batch, objective, random), 1 / targetTokens(batch));
}

/** The same, summed over the target tokens. */
export function summedLoss(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  batch: Batch,
  objective: Objective,
  random?: Random,
): Operand {
  const { labelSmoothing, coverage: weight } = objective;
  const said = forced(config, p, batch, trainingOf(objective, random));
  const losses = ops.sum(crossEntropies(said, batch, labelSmoothing));
  return weight === 0 ? losses : ops.add(losses, ops.mul(coverageLoss(said, batch), weight));
}

/** Σ_t Σ_j min(a_tj, cov_tj), over target tokens: See et al. 2017, Eq. 12. */
function coverageLoss({ weights, coverage }: Forced, { decoderTarget }: Batch): Operand {
  if (weights === undefined || coverage === undefined) {
    throw new RangeError("loss: a coverage loss needs a model with coverage; got one without");
  }
  const again = ops.sum(ops.minimum(weights, coverage), { axes: [2] }); // (B, T)
  const mask = maskOf(decoderTarget, weights.value.backend);
  return ops.sum(mask === undefined ? again : ops.where(mask, again, 0));
}

function crossEntropies(
  { logits }: Forced,
  { decoderTarget }: Batch,
  labelSmoothing: number,
): Operand {
  const targets = idsOf(decoderTarget, logits.value.backend);
  return ops.crossEntropy(logits, targets, { ignoreIndex: special.padding, labelSmoothing });
}

function trainingOf(objective: Objective, random: Random | undefined): Training {
  const { dropout: rate, dropoutOverTime: overTime, truth, coin } = objective;
  if (rate === 0 && truth === 1) return {};
  if (random === undefined) {
    throw new RangeError("loss: masks and coins need random numbers; got none to draw from");
  }
  return {
    ...(rate > 0 && { dropout: { rate, overTime, random } }),
    ...(truth < 1 && { ownWords: { truth, coin, random } }),
  };
}

/** A decoder with its weights in hand, for one pass. */
export function decoderOf(config: Seq2seqConfig, p: Seq2seqParameters, dropout?: Dropout): Decoder {
  return new Decoder(partsOf(config), p.decoder, p.targetEmbedding, dropout);
}

function prepare(
  decoder: Decoder,
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  source: PaddedIds,
  dropout?: Dropout,
): ReadSource {
  const encoding = encodeSource(config, p, source, dropout);
  const attention = decoder.parts.attention.prepare(p.decoder.attention, encoding);
  const copies = config.pointer && copiesOf(config, source, encoding.states);
  return { state: decoder.begin(encoding), memory: { attention, ...(copies && { copies }) } };
}

/** 1 where a place of the source holds a word of the target vocabulary: (B, S, V). */
function copiesOf(config: Seq2seqConfig, { ids, shape }: PaddedIds, like: Operand): Operand {
  const { sourceInTarget = [], targetVocabulary: classes } = config;
  const said = ids.map((id) => sourceInTarget[id]);
  const { backend } = like.value;
  const words = new Tensor(backend.allocate("int32", said.length, said), shape);
  return ops.oneHot(words, { classes, dtype: like.dtype });
}

function encodeSource(
  config: Seq2seqConfig,
  p: Seq2seqParameters,
  source: PaddedIds,
  dropout?: Dropout,
): Encoding {
  const { sourceEmbedding: table } = p;
  const { backend } = table.value;
  const mask = maskOf(source, backend);
  return encode(
    { cell: cells[config.cell], residual: config.residual },
    p.encoder,
    {
      words: { table, ids: idsOf(source, backend) },
      lengths: lengthsOf(source, { backend, dtype: table.dtype }),
      ...(mask && { mask }),
    },
    dropout,
  );
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

/** (B, 1, 1) */
function lengthsOf(
  { lengths }: PaddedIds,
  { backend, dtype }: { readonly backend: Backend; readonly dtype: DType },
): Tensor {
  return new Tensor(backend.allocate(dtype, lengths.length, lengths), [lengths.length, 1, 1]);
}

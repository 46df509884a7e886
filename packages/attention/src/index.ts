/**
 * @file @heed/attention: recurrent encoders, attention and decoders; their training, search, data,
 * metrics and files.
 */
export * as scores from "./scores.js";
export { attentions, type AttentionName } from "./attentions.js";
export type { Attention, AttentionSizes, Glimpse, Memory } from "./attention/attention.js";
export type { Score } from "./attention/score.js";
export * as cells from "./cells.js";
export type { Cell, CellParameters } from "./cells/cell.js";
export { decodeModel, encodeModel } from "./checkpoint/modelFile.js";
export {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  type StoredTensor,
} from "./checkpoint/safetensors.js";
export { decodeRun, encodeRun, type SavedRun } from "./checkpoint/trainingFile.js";
export { batchOf, padIds, type Batch, type PaddedIds } from "./data/batch.js";
export { encodePairs, type EncodedPairs } from "./data/encodedPairs.js";
export { Epoch, type EpochOptions } from "./data/epoch.js";
export { readLines, type Line } from "./data/lines.js";
export { parseCmudict } from "./data/cmudict.js";
export { groupBySource, pairsOf, type Example, type Pair, type Tokens } from "./data/pair.js";
export { stableHash } from "./data/stableHash.js";
export { splitBySource, type Shares, type Split } from "./data/split.js";
export { parseTsv, type TsvFormat } from "./data/tsv.js";
export { tasks } from "./data/tasks.js";
export type { Task } from "./data/tasks/task.js";
export { tokenizers, type Tokenizer, type TokenizerName } from "./data/tokenizer.js";
export { special, Vocabulary } from "./data/vocabulary.js";
export {
  readout,
  startState,
  teacherForcing,
  type DecoderParameters,
  type DecoderState,
} from "./decoder.js";
export { encode, type Encoding } from "./encoder.js";
export type { Initializer } from "./initialization.js";
export { initLinear, linear, type LinearParameters } from "./linear.js";
export { accuracy } from "./metrics/accuracy.js";
export type { Answer } from "./metrics/answer.js";
export { corpusBleu } from "./metrics/bleu.js";
export { editDistance } from "./metrics/editDistance.js";
export { ErrorCounter, errorRates, type ErrorRates } from "./metrics/errorRate.js";
export {
  createModel,
  parameterCount,
  predictBeam,
  predictGreedy,
  sourceTokens,
  type Model,
  type ModelChoice,
  type Prediction,
  type TokenKinds,
} from "./model.js";
export { beamSearch, type BeamOptions } from "./search/beam.js";
export { greedy, type GreedyOptions } from "./search/greedy.js";
export { lengthPenalty, longestTarget, type Hypothesis } from "./search/hypothesis.js";
export {
  forced,
  initSeq2seq,
  loss,
  next,
  read,
  tokenLosses,
  type CellName,
  type Seq2seqConfig,
  type Seq2seqParameters,
} from "./seq2seq.js";
export {
  evaluate,
  meanLoss,
  type Evaluation,
  type EvaluationOptions,
} from "./training/evaluate.js";
export {
  adamDefaults,
  adamUpdate,
  globalNorm,
  zeroMoments,
  type AdamOptions,
  type AdamState,
} from "./training/optimizer.js";
export { learningRate, type Schedule } from "./training/schedule.js";
export { Trainer, type Progress, type TrainingOptions, type Update } from "./training/trainer.js";
export { UserError, type UserErrorDetails } from "./userError.js";
export { projectWords, type Words } from "./words.js";

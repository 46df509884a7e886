/**
 * @file @heed/attention: recurrent encoders, attention and decoders; their training, search, data,
 * metrics and files.
 */
export * as scores from "./scores.js";
export * as windows from "./windows.js";
export * as fixedContexts from "./fixedContexts.js";
export type { Attention, AttentionSizes, Glimpse, Past } from "./attention/attention.js";
export { multiHead } from "./attention/multiHead.js";
export type { Score } from "./attention/score.js";
export { softAttention, type SoftMemory, type SoftParts } from "./attention/softAttention.js";
export type { Frame, Places, Window } from "./attention/window.js";
export * as cells from "./cells.js";
export type { Cell, CellParameters, CellState } from "./cells/cell.js";
export { configEntries } from "./checkpoint/configSchema.js";
export { decodeModel, encodeModel } from "./checkpoint/modelFile.js";
export {
  decodeSafetensors,
  encodeSafetensors,
  type Safetensors,
  type StoredTensor,
} from "./checkpoint/safetensors.js";
export { decodeRun, encodeRun, type SavedRun } from "./checkpoint/trainingFile.js";
export { batchOf, padIds, type Batch, type PaddedIds } from "./data/batch.js";
export { encodePairs, IdSequences, type EncodedPairs } from "./data/encodedPairs.js";
export { Epoch, type EpochOptions } from "./data/epoch.js";
export { readLines, type Line } from "./data/lines.js";
export { parseCmudict } from "./data/cmudict.js";
export { groupBySource, pairsOf, type Example, type Pair, type Tokens } from "./data/pair.js";
export { stableHash } from "./data/stableHash.js";
export { splitBySource, type Shares, type Split } from "./data/split.js";
export { parsePairs, type TokenizedPairs } from "./data/pairFile.js";
export type { PairFile } from "./data/pairLines.js";
export { parseTsv, type TsvFormat } from "./data/tsv.js";
export { tasks } from "./data/tasks.js";
export { generateDates, type DateCounts } from "./data/tasks/dates.js";
export type { Alignment, SampleRequest, Task } from "./data/tasks/task.js";
export { tokenizers, type Tokenizer, type TokenizerName } from "./data/tokenizer.js";
export { special, Vocabulary } from "./data/vocabulary.js";
export {
  Decoder,
  type DecoderMemory,
  type DecoderParameters,
  type DecoderParts,
  type DecoderState,
} from "./decoder/decoder.js";
export { lookAtOnce, stepByStep, teacherForcing, type Forced } from "./decoder/forced.js";
export { next, type NextToken, type TracedStep } from "./decoder/next.js";
export type { Order } from "./decoder/order.js";
export type { Readout } from "./decoder/readout.js";
export type { Start } from "./decoder/start.js";
export { encode, readings, type Encoding, type Reading } from "./encoder.js";
export type { Initializer } from "./initialization.js";
export { initLinear, linear, type LinearParameters } from "./linear.js";
export { metrics, type Metric, type MetricName } from "./metrics.js";
export { accuracy } from "./metrics/accuracy.js";
export {
  alignmentScores,
  entropy,
  hardAlignment,
  massOn,
  massOnPadding,
  type AlignmentScores,
  type Look,
  type WeightRow,
} from "./metrics/alignment.js";
export type { Answer } from "./metrics/answer.js";
export { corpusBleu } from "./metrics/bleu.js";
export { corpusChrf, type ChrfOptions, type TextAnswer } from "./metrics/chrf.js";
export { editDistance } from "./metrics/editDistance.js";
export { ErrorCounter, errorRates, type ErrorRates } from "./metrics/errorRate.js";
export {
  createModel,
  parameterCount,
  predictBeam,
  predictGreedy,
  predictSample,
  sourceTokens,
  type Model,
  type Prediction,
  type TokenKinds,
} from "./model.js";
export { beamSearch, type BeamOptions } from "./search/beam.js";
export { greedy } from "./search/greedy.js";
export { answerLimit, type Hypothesis } from "./search/hypothesis.js";
export { coveragePenalty, lengthPenalty } from "./search/penalties.js";
export { sample, type SampleOptions, type Truncation } from "./search/sample.js";
export type { SearchOptions } from "./search/search.js";
export type { Inspection, InsideStep, StepTrace } from "./search/stepTrace.js";
export { plainObjective, type Objective } from "./objective.js";
export * as orders from "./orders.js";
export * as readouts from "./readouts.js";
export * as starts from "./starts.js";
export {
  decoderOf,
  forced,
  initSeq2seq,
  loss,
  read,
  tokenLosses,
  type Seq2seqParameters,
} from "./seq2seq.js";
export {
  attentions,
  checkConfig,
  completeConfig,
  isFixedContext,
  needsEqualWidths,
  partsOf,
  statesWidth,
  usualParts,
  type AttentionName,
  type CellName,
  type ModelChoice,
  type ModelParts,
  type OrderName,
  type ReadoutName,
  type Seq2seqConfig,
  type StartName,
  type WindowName,
} from "./seq2seqConfig.js";
export { averageParameters, movingAverage } from "./training/average.js";
export {
  choose,
  type Choice,
  type Listed,
  type Setting,
  type Settings,
} from "./training/choice.js";
export { clipFactor, globalNorm } from "./training/clipping.js";
export { isExhausted } from "./training/earlyStopping.js";
export {
  evaluate,
  meanLoss,
  perplexity,
  type Evaluation,
  type EvaluationOptions,
} from "./training/evaluate.js";
export { gradientOf } from "./training/gradient.js";
export { learningRate, schedules, type ScheduleName } from "./training/learningRate.js";
export {
  optimize,
  optimizers,
  zeroSlots,
  type Optimized,
  type OptimizerName,
} from "./training/optimize.js";
export type { Optimizer, UpdateFacts } from "./training/optimizers/optimizer.js";
export type { Moment, Schedule } from "./training/schedules/schedule.js";
export {
  Trainer,
  type BestWeights,
  type Progress,
  type TrainingState,
  type Update,
} from "./training/trainer.js";
export { usualTraining, type TrainingOptions } from "./training/trainingOptions.js";
export { truthAt, truths, type TruthName } from "./training/truthfulness.js";
export type { Truth } from "./training/truths/truth.js";
export { UserError, type UserErrorDetails } from "./userError.js";
export { projectWords, type Words } from "./words.js";

/**
 * @file A model with the words it speaks: configuration, weights, vocabularies and tokenizers. This
 * is what a checkpoint holds, and all that a prediction needs.
 */
import { leavesOf } from "@heed/autograd";
import type { Random, Backend } from "@heed/tensor";
import type { Pair, Tokens } from "./data/pair.js";
import { padIds, type PaddedIds } from "./data/batch.js";
import { tokenizers, type TokenizerName } from "./data/tokenizer.js";
import { Vocabulary } from "./data/vocabulary.js";
import { beamSearch, type BeamOptions } from "./search/beam.js";
import { greedy } from "./search/greedy.js";
import type { Hypothesis } from "./search/hypothesis.js";
import { sample, type SampleOptions } from "./search/sample.js";
import type { SearchOptions } from "./search/search.js";
import { initSeq2seq, type Seq2seqParameters } from "./seq2seq.js";
import { completeConfig, type ModelChoice, type Seq2seqConfig } from "./seq2seqConfig.js";

/** How text becomes tokens on each side. */
export interface TokenKinds {
  readonly source: TokenizerName;
  readonly target: TokenizerName;
}

export interface Model {
  readonly config: Seq2seqConfig;
  readonly parameters: Seq2seqParameters;
  readonly sourceVocabulary: Vocabulary;
  readonly targetVocabulary: Vocabulary;
  readonly tokens: TokenKinds;
}

/** A new model for the vocabularies of `pairs`, float32, with weights drawn from `random`. */
export function createModel(
  choice: ModelChoice,
  pairs: readonly Pair[],
  tokens: TokenKinds,
  { backend, random }: { readonly backend: Backend; readonly random: Random },
): Model {
  const sourceVocabulary = Vocabulary.of(pairs.map(({ source }) => source));
  const targetVocabulary = Vocabulary.of(pairs.map(({ target }) => target));
  const config = completeConfig(choice, {
    longestSource: pairs.reduce((longest, { source }) => Math.max(longest, source.length), 1),
    longestTarget: pairs.reduce((longest, { target }) => Math.max(longest, target.length), 1),
    sourceVocabulary: sourceVocabulary.size,
    targetVocabulary: targetVocabulary.size,
    ...(choice.pointer && { sourceInTarget: sourceVocabulary.idsIn(targetVocabulary) }),
  });
  const parameters = initSeq2seq(config, { backend, random, dtype: "float32" });
  return { config, parameters, sourceVocabulary, targetVocabulary, tokens };
}

/** How many numbers a model learns. */
export function parameterCount({ parameters }: Model): number {
  return leavesOf(parameters).reduce((total, { operand }) => total + operand.value.size, 0);
}

/** The tokens of a text, as this model's source. */
export function sourceTokens({ tokens }: Model, text: string): Tokens {
  return tokenizers[tokens.source].split(text);
}

/** One answer of a model. */
export interface Prediction extends Hypothesis {
  readonly tokens: Tokens;
  /** The tokens as text, joined as the target's tokenizer does. */
  readonly text: string;
}

/** For each source the model's one greedy answer. */
export async function predictGreedy(
  model: Model,
  sources: readonly Tokens[],
  options?: SearchOptions,
): Promise<Prediction[]> {
  const ids = encodeSources(model, sources, options);
  const found = await greedy(model.config, model.parameters, ids, options);
  return found.map((hypothesis) => asPrediction(model, hypothesis));
}

/** For each source its best answers by beam search, best first. */
export async function predictBeam(
  model: Model,
  sources: readonly Tokens[],
  options: BeamOptions,
): Promise<Prediction[][]> {
  const ids = encodeSources(model, sources, options);
  const found = await beamSearch(model.config, model.parameters, ids, options);
  return found.map((hypotheses) => hypotheses.map((hypothesis) => asPrediction(model, hypothesis)));
}

/** For each source answers drawn at random, in the order they were drawn in. */
export async function predictSample(
  model: Model,
  sources: readonly Tokens[],
  options: SampleOptions,
): Promise<Prediction[][]> {
  const ids = encodeSources(model, sources, options);
  const found = await sample(model.config, model.parameters, ids, options);
  return found.map((hypotheses) => hypotheses.map((hypothesis) => asPrediction(model, hypothesis)));
}

function encodeSources(
  { config, sourceVocabulary }: Model,
  sources: readonly Tokens[],
  { padToMultipleOf = 1 }: SearchOptions = {},
): PaddedIds {
  const rows = sources.map((tokens) => sourceVocabulary.encode(tokens));
  return padIds(rows, { multiple: padToMultipleOf, limit: config.longestSource });
}

function asPrediction(
  { targetVocabulary, tokens: kinds }: Model,
  hypothesis: Hypothesis,
): Prediction {
  const tokens = targetVocabulary.decode(hypothesis.ids);
  return { ...hypothesis, tokens, text: tokenizers[kinds.target].join(tokens) };
}

/**
 * @file What is decoded: real words of the CMU Pronouncing Dictionary that no training has seen, by a
 * model of letters to phones. Left to itself the model is untrained, of the size that `heed train`
 * gives one, and says as many phones as an average word has: how long that takes does not depend on
 * what the weights have learned.
 */
import { readFile } from "node:fs/promises";
import {
  answerLimit,
  createModel,
  decodeModel,
  encodeModel,
  parseCmudict,
  special,
  splitBySource,
  type Example,
  type Model,
  type ModelChoice,
  type Seq2seqConfig,
} from "@heed/attention";
import { createSimd, Random, Tensor, type Backend } from "@heed/tensor";
import { shuffled } from "../../contest/contest.js";

/** As `heed train` has it unless told otherwise. */
export const usualSizes: ModelChoice = { embedding: 128, hidden: 256, alignment: 128 };

export interface Pronouncer {
  /** A model's file. */
  readonly bytes: Uint8Array;
  /** What the model is made of. */
  readonly config: Seq2seqConfig;
  /** Token ids of words. */
  readonly sources: readonly (readonly number[])[];
  /** The most tokens that an answer may have. */
  readonly maxLength: number;
  /** Whether somebody trained it. */
  readonly isTrained: boolean;
}

export interface PronouncerOptions {
  /** How many words. */
  readonly count: number;
  readonly seed: number;
  /** A model's file; an untrained one unless said. */
  readonly file?: string | undefined;
}

/** Draws words from the dictionary's test part. Throws `UserError` where the file holds no model. */
export async function openPronouncer({
  count,
  seed,
  file,
}: PronouncerOptions): Promise<Pronouncer> {
  const { dictionary } = await import("cmu-pronouncing-dictionary");
  const { train, test } = splitBySource(parseCmudict(dictionary), { dev: 0.05, test: 0.1 });
  const words = shuffled(test, new Random(seed)).slice(0, count);
  const sourcesOf = ({ sourceVocabulary }: Model): number[][] =>
    words.map(({ source }) => [...sourceVocabulary.encode(source)]);
  const backend = createSimd();
  if (file !== undefined) {
    const bytes = await readFile(file);
    const model = decodeModel(bytes, file, backend);
    const sources = sourcesOf(model);
    const longest = Math.max(...sources.map(({ length }) => length));
    const { config } = model;
    return { bytes, config, sources, maxLength: answerLimit(config, longest), isTrained: true };
  }
  const model = untrained(train, seed, backend);
  return {
    bytes: await encodeModel(model),
    config: model.config,
    sources: sourcesOf(model),
    maxLength: Math.round(averageTarget(words)),
    isTrained: false,
  };
}

/** So unlikely, in logits, that no beam ends before it must. */
const never = -1e3;

/** A model of the dictionary's letters and phones that never says that it has ended. */
function untrained(examples: readonly Example[], seed: number, backend: Backend): Model {
  const pairs = examples.map(({ source, targets: [target] }) => ({ source, target }));
  const tokens = { source: "chars", target: "words" } as const;
  const model = createModel(usualSizes, pairs, tokens, { backend, random: new Random(seed) });
  const { parameters } = model;
  const { decoder } = parameters;
  const bias = new Float32Array(model.targetVocabulary.size);
  bias[special.end] = never;
  const output = {
    ...decoder.output,
    bias: new Tensor(backend.allocate("float32", bias.length, bias), [bias.length]),
  };
  return { ...model, parameters: { ...parameters, decoder: { ...decoder, output } } };
}

function averageTarget(words: readonly Example[]): number {
  return words.reduce((sum, { targets: [target] }) => sum + target.length, 0) / words.length;
}

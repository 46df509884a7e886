/**
 * @file A model as one .safetensors file: weights under their paths, and in the metadata's `heed`,
 * as JSON, everything else. Python's `safetensors` opens it.
 */
import { scope, type Backend } from "@heed/tensor";
import * as v from "valibot";
import { tokenizers } from "../data/tokenizer.js";
import { Vocabulary } from "../data/vocabulary.js";
import type { Model } from "../model.js";
import { initSeq2seq } from "../seq2seq.js";
import { checkConfig } from "../seq2seqConfig.js";
import { UserError } from "../userError.js";
import { configSchema, nameOf } from "./configSchema.js";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "./safetensors.js";
import { restoreTree, storeTree } from "./tree.js";

/** What a model file says besides its weights. */
const Description = v.object({
  format: v.literal(1),
  config: configSchema,
  tokens: v.object({ source: nameOf(tokenizers), target: nameOf(tokenizers) }),
  sourceVocabulary: v.unknown(),
  targetVocabulary: v.unknown(),
});

/** Where a model's weights stand in a file, so that others can stand beside them. */
const WEIGHTS = "";

/** A model as the bytes of a file. */
export async function encodeModel(model: Model): Promise<Uint8Array> {
  return encodeSafetensors({
    tensors: await storeTree(model.parameters, WEIGHTS),
    metadata: describeModel(model),
  });
}

/** The metadata of a model's file. */
export function describeModel(model: Model): Readonly<Record<string, string>> {
  const { tokens, sourceVocabulary, targetVocabulary } = model;
  const config = v.parse(configSchema, model.config); // in the schema's order, so that equal files are equal
  const description = { format: 1, config, tokens, sourceVocabulary, targetVocabulary };
  return { heed: JSON.stringify(description) };
}

/** The model that a file holds. `place` names the file in messages. Throws `UserError`. */
export function decodeModel(bytes: Uint8Array, place: string, backend: Backend): Model {
  return restoreModel(decodeSafetensors(bytes, place), WEIGHTS, place, backend);
}

/** The model whose weights stand under `prefix` in an opened file. Throws `UserError`. */
export function restoreModel(
  { tensors, metadata }: Safetensors,
  prefix: string,
  place: string,
  backend: Backend,
): Model {
  const { config, tokens, ...vocabularies } = parseDescription(metadata, place);
  const sourceVocabulary = Vocabulary.fromJson(vocabularies.sourceVocabulary, place);
  const targetVocabulary = Vocabulary.fromJson(vocabularies.targetVocabulary, place);
  checkConfig(config, place);
  checkSize("source", sourceVocabulary, config.sourceVocabulary, place);
  checkSize("target", targetVocabulary, config.targetVocabulary, place);
  const parameters = scope(() => {
    // The shapes that the configuration asks for.
    const template = initSeq2seq(config, { backend, dtype: "float32" });
    return restoreTree(template, tensors, prefix, backend, place);
  });
  return { config, parameters, sourceVocabulary, targetVocabulary, tokens };
}

/** A model must have a word for every id that it can say. */
function checkSize(side: string, { size }: Vocabulary, wanted: number, file: string): void {
  if (size === wanted) return;
  const problem = `its ${side} vocabulary has ${size} tokens, its configuration ${wanted}`;
  throw new UserError(problem, { file, mend: "save the model again" });
}

function parseDescription(
  metadata: Readonly<Record<string, string>>,
  file: string,
): v.InferOutput<typeof Description> {
  const mend = "give a file that `heed train` or `heed demo` wrote";
  if (!Object.hasOwn(metadata, "heed")) {
    throw new UserError("this is a .safetensors file of something else", { file, mend });
  }
  let json: unknown;
  try {
    json = JSON.parse(metadata.heed);
  } catch (cause) {
    throw new UserError("its description is not JSON", { file, mend, cause });
  }
  const parsed = v.safeParse(Description, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const where = v.getDotPath(issue) ?? "it";
    throw new UserError(`its description does not fit: ${where}: ${issue.message}`, { file, mend });
  }
  return parsed.output;
}

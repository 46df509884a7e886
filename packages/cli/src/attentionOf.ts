/**
 * @file Where a model looked while it answered, as the matrix that every picture is made from.
 */
import { special, UserError, type Model, type Prediction, type Tokens } from "@heed/attention";
import type { AttentionMatrix } from "./figures/attentionMatrix.js";

/**
 * The attention weights of an answer, which must have kept them. Its last row is where the model
 * looked to see that it was done. Throws `UserError` for a model without attention.
 */
export function attentionOf(
  { config, targetVocabulary }: Model,
  source: Tokens,
  { ids, ended, weights }: Prediction,
): AttentionMatrix {
  if (config.attention === "none") {
    throw new UserError("this model has no attention: one fixed context serves every step", {
      mend: "ask one that was trained with --attention additive",
    });
  }
  // By id: an answer's tokens leave out what is nothing to read, such as a padding that was said.
  const said = ended ? [...ids, special.end] : ids;
  const target = said.map((id) => targetVocabulary.tokenOf(id));
  return { source, target, weights: weights.map((row) => Array.from(row)) };
}

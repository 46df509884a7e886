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
  { tokens, ended, weights }: Prediction,
): AttentionMatrix {
  if (config.attention === "none") {
    throw new UserError("this model has no attention: one fixed context serves every step", {
      mend: "ask one that was trained with --attention additive",
    });
  }
  const end = ended ? [targetVocabulary.tokenOf(special.end)] : [];
  return { source, target: [...tokens, ...end], weights: weights.map((row) => Array.from(row)) };
}

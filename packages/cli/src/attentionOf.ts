/**
 * @file Where a model looked while it answered, as the matrix that every picture is made from.
 */
import {
  isFixedContext,
  special,
  UserError,
  type Hypothesis,
  type Model,
  type Tokens,
} from "@heed/attention";
import type { AttentionMatrix } from "./figures/attentionMatrix.js";

/**
 * The attention weights of an answer, which must have kept them. Its last row is where the model
 * looked to see that it was done. Throws `UserError` for a model without attention.
 */
export function attentionOf(
  model: Model,
  source: Tokens,
  answer: Pick<Hypothesis, "ids" | "ended" | "weights">,
): AttentionMatrix {
  if (isFixedContext(model.config.attention)) {
    throw new UserError("this model has no attention: one fixed context serves every step", {
      mend: "ask one that was trained with --attention additive",
    });
  }
  return { source, target: saidBy(model, answer), weights: answer.weights };
}

/** Every token that an answer says, the end included where it said that. */
export function saidBy(
  { targetVocabulary }: Model,
  { ids, ended }: Pick<Hypothesis, "ids" | "ended">,
): string[] {
  return (ended ? [...ids, special.end] : ids).map((id) => targetVocabulary.tokenOf(id));
}

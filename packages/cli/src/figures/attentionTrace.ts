/**
 * @file Everything that happened while a model answered, for other programs: one JSON object with
 * every hypothesis, best first.
 *
 *   {"source": [S tokens], "hypotheses": [{
 *     "target": [T tokens, "<end>" the last where it ended], "ended", "logProbability", "score",
 *     "steps": [{
 *       "previous", "token",                       what the step read and what it said
 *       "logProbability",                          of that token, in nats
 *       "likeliest": [{"token", "logProbability"}] what the model found likeliest, best first
 *       "query": [H],                              the state that looked
 *       "scores": [S], "weights": [S],             before the softmax and after it
 *       "context": [M],                            what was seen
 *       "layers": [{"gates": {"z": [H], …}, "state": {"h": [H], "c": [H]}}, …]
 *       "features": [F]                            what the logits are made from
 *     }, … T steps]
 *   }, …]}
 *
 * What a model does not have is absent. The weights are those of the pictures, bit for bit.
 */
import type { Model, Prediction, Tokens } from "@heed/attention";
import { saidBy } from "../attentionOf.js";

/** The traces as one line of JSON. The answers must have kept them. */
export function attentionTrace(
  model: Model,
  source: Tokens,
  answers: readonly Prediction[],
): string {
  const name = (id: number): string => model.targetVocabulary.tokenOf(id);
  const hypotheses = answers.map((answer) => {
    const { ended, logProbability, score, trace } = answer;
    const steps = trace.map(({ previous, token, likeliest, ...step }) => ({
      previous: name(previous),
      token: name(token),
      likeliest: likeliest.map((other) => ({ ...other, token: name(other.token) })),
      ...step,
    }));
    return { target: saidBy(model, answer), ended, logProbability, score, steps };
  });
  return JSON.stringify({ source, hypotheses });
}

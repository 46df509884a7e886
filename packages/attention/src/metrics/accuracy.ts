/**
 * @file How many sequences are right as a whole, and how many tokens are right in their place.
 *
 * A token missing at the end or said too many is wrong. (Joey NMT's token accuracy divides by the
 * length of what was said, so that saying less pays.)
 */
import type { Tokens } from "../data/pair.js";
import { type Answer, closestReference } from "./answer.js";

/** In percent, NaN where there is nothing to divide by. */
export interface Accuracy {
  /** Sequences equal to a reference. */
  readonly sequence: number;
  /** Places with the same token in hypothesis and reference, of all places of the longer one. */
  readonly token: number;
}

/** The accuracy over `answers`, each against the reference it differs from in the fewest places. */
export function accuracy(answers: Iterable<Answer>): Accuracy {
  let [sequences, rightSequences, places, wrongPlaces] = [0, 0, 0, 0];
  for (const answer of answers) {
    const { reference, distance } = closestReference(answer, countDifferingPlaces);
    sequences += 1;
    rightSequences += distance === 0 ? 1 : 0;
    places += Math.max(answer.hypothesis.length, reference.length);
    wrongPlaces += distance;
  }
  return {
    sequence: (100 * rightSequences) / sequences,
    token: (100 * (places - wrongPlaces)) / places,
  };
}

function countDifferingPlaces(hypothesis: Tokens, reference: Tokens): number {
  const [shorter, longer] =
    hypothesis.length < reference.length ? [hypothesis, reference] : [reference, hypothesis];
  return longer.filter((token, i) => token !== shorter[i]).length;
}

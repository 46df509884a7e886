/**
 * @file How well attention knows where to look: its weights against the places that a token is
 * known to come from.
 *
 *   A = the place of the largest weight of each step that has a known place
 *   AER = 1 − (|A ∩ S| + |A ∩ P|) / (|A| + |S|)       Och & Ney 2003, Eq. 21
 *   entropy of a row a = − Σ_j a_j ln a_j
 *
 * S the sure links, P ⊇ S the possible ones. A token that comes from one place is linked to it for
 * sure; of several places any is right, so these are possible.
 *
 * A row holds the weights of one step, over the source and what pads it.
 */
import type { Alignment } from "../data/tasks/task.js";

/** The weights of one step. */
export type WeightRow = ArrayLike<number>;

/** Where a model looked while it wrote one target, and where it should have. */
export interface Look {
  /** A row for each step; those beyond the last of `gold`, such as the end's, have no known place. */
  readonly weights: readonly WeightRow[];
  readonly gold: Alignment;
  /** S, without padding. */
  readonly sourceLength: number;
}

/** Means over the steps of many looks; NaN where there are none. */
export interface AlignmentScores {
  /** AER in percent, over the steps with a known place. */
  readonly errorRate: number;
  /** Weight on the known places, from 0 to 1, over the steps that have any. */
  readonly massOnGold: number;
  /** Weight on padding, from 0 to 1: anything above 0 is a mistake of the model. */
  readonly massOnPadding: number;
  /** In nats: 0 where all weight is on one place, ln S where it is spread evenly. */
  readonly entropy: number;
  /** The entropy as a share of ln S, over the steps with at least two places to choose from. */
  readonly normalizedEntropy: number;
}

/** The scores over `looks`. Throws RangeError if a known place is outside its source. */
export function alignmentScores(looks: Iterable<Look>): AlignmentScores {
  let [right, links] = [0, 0]; // |A ∩ S| + |A ∩ P| and |A| + |S|
  const [onGold, onPadding, entropies, shares] = [new Mean(), new Mean(), new Mean(), new Mean()];
  for (const { weights, gold, sourceLength } of looks) {
    weights.forEach((row, t) => {
      const places = gold.length > t ? gold[t] : [];
      if (places.some((place) => !(place >= 0 && place < sourceLength))) {
        throw new RangeError(
          `alignment: places must be in [0, ${sourceLength}); got ${places.join()} at step ${t}`,
        );
      }
      if (places.length > 0) {
        const isRight = places.includes(hardAlignment(row)) ? 1 : 0;
        const isSure = places.length === 1 ? 1 : 0;
        right += isRight * (1 + isSure);
        links += 1 + isSure;
        onGold.add(massOn(row, places));
      }
      onPadding.add(massOnPadding(row, sourceLength));
      const nats = entropy(row);
      entropies.add(nats);
      if (sourceLength > 1) shares.add(nats / Math.log(sourceLength));
    });
  }
  return {
    errorRate: 100 * (1 - right / links),
    massOnGold: onGold.value,
    massOnPadding: onPadding.value,
    entropy: entropies.value,
    normalizedEntropy: shares.value,
  };
}

/** The place of the largest weight, the first of several. */
export function hardAlignment(row: WeightRow): number {
  let best = 0;
  for (let j = 1; j < row.length; j++) if (row[j] > row[best]) best = j;
  return best;
}

/** − Σ_j a_j ln a_j of a row, in nats; 0 ln 0 is 0. */
export function entropy(row: WeightRow): number {
  let nats = 0;
  for (let j = 0; j < row.length; j++) if (row[j] > 0) nats -= row[j] * Math.log(row[j]);
  return nats;
}

/** How much weight lies on `places`, which differ. */
export function massOn(row: WeightRow, places: readonly number[]): number {
  return places.reduce((mass, place) => mass + row[place], 0);
}

/** How much weight lies behind the source. */
export function massOnPadding(row: WeightRow, sourceLength: number): number {
  let mass = 0;
  for (let j = sourceLength; j < row.length; j++) mass += row[j];
  return mass;
}

class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count += 1;
  }

  /** NaN of nothing. */
  get value(): number {
    return this.#sum / this.#count;
  }
}

/**
 * @file What training makes small, and how it makes that harder than it would need to be, so that
 * what is learnt holds for sentences never seen.
 */

export interface Objective {
  /** ε: the share of each target's probability that is spread over the vocabulary, in [0, 1). */
  readonly labelSmoothing: number;
  /** λ of the coverage loss; 0 leaves it out. */
  readonly coverage: number;
  /** The probability that a number of an embedding, or between two layers, is dropped: in [0, 1). */
  readonly dropout: number;
  /** Whether one mask serves all steps of a sentence (Gal & Ghahramani 2016), or each has its own. */
  readonly dropoutOverTime: boolean;
  /** The probability that the decoder reads the true token rather than what it would have said. */
  readonly truth: number;
  /** What that is drawn for: each step, for the whole batch at once, or each token. */
  readonly coin: "step" | "token";
}

/** The cross-entropy under teacher forcing, and nothing else. */
export const plainObjective: Objective = {
  labelSmoothing: 0,
  coverage: 0,
  dropout: 0,
  dropoutOverTime: false,
  truth: 1,
  coin: "token",
};

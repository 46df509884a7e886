/** @file A task: data made by a rule, so that how well a model can learn is known beforehand. */
import type { Pair, Tokens } from "../pair.js";
import type { Split } from "../split.js";
import type { TokenizerName } from "../tokenizer.js";

export interface Task {
  /** What a command calls it. */
  readonly name: string;
  /** The rule, in one line. */
  readonly summary: string;
  /** How a source that somebody types is cut into tokens. */
  readonly sourceTokens: TokenizerName;
  readonly targetTokens: TokenizerName;
  /** The pairs of the task; the same seed, an integer in [0, 2³²), gives the same pairs. */
  readonly generate: (seed: number) => Split<Pair>;
  /** Pairs of chosen length; absent where the rule decides how long a source is. */
  readonly sample?: (wanted: SampleRequest) => Pair[];
  /** Where to look in `source` for each target token. Throws RangeError if the task has no such. */
  readonly alignment: (source: Tokens) => Alignment;
}

export interface SampleRequest {
  /** How many pairs. */
  readonly count: number;
  /** Source lengths are uniform over these, both included. */
  readonly lengths: readonly [shortest: number, longest: number];
  readonly seed: number;
}

/**
 * For each target token the places of the source, from 0, that it comes from: of several, any is
 * right. A token that is the same whatever the source has none; the end token has no entry.
 */
export type Alignment = readonly (readonly number[])[];

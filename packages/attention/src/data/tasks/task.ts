/** @file A task: data made by a rule, so that how well a model can learn is known beforehand. */
import type { Pair } from "../pair.js";
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
  /** The pairs of the task; the same seed, an integer, gives the same pairs. */
  readonly generate: (seed: number) => Split<Pair>;
}

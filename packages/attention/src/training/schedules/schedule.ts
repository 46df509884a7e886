/**
 * @file What a schedule of the learning rate is: after a linear warm-up, which share of the highest
 * rate is left.
 */
import type { Listed, Settings } from "../choice.js";

/** Where a run is, as far as a learning rate may depend on it. */
export interface Moment {
  /** n: the update that is about to be made, from 1 on. */
  readonly update: number;
  /** w: updates from 0 to the highest rate. */
  readonly warmup: number;
  /** How much of the whole run is over, from 0 to 1. */
  readonly fraction: number;
  /** What development data said so far, the latest last; lower is better. */
  readonly figures: readonly number[];
}

/** A schedule; `Name` are its settings. */
export interface Schedule<Name extends string = string> extends Listed<Name> {
  /** The share of the highest rate, in [0, 1], that is left at a moment. */
  share(at: Moment, settings: Settings<Name>): number;
}

/**
 * @file How likely the decoder is to read the true token in training, rather than the one that it
 * would have said itself: at first it needs the truth, in the end it must do without.
 */
import type { Listed, Settings } from "../choice.js";

/** A way for the truth to fade out; `Name` are its settings. */
export interface Truth<Name extends string = string> extends Listed<Name> {
  /** The probability of the true token, in [0, 1], before update n, which counts from 1. */
  probability(n: number, settings: Settings<Name>): number;
}

/**
 * @file Scheduled sampling: how likely the decoder is to read the true token at an update.
 */
import * as list from "../truths.js";
import type { Choice } from "./choice.js";
import type { Truth } from "./truths/truth.js";

/** An entry of the list. */
export type TruthName = keyof typeof list;

export const truths: Readonly<Record<TruthName, Truth>> = list;

/** The probability of the truth before update n, which counts from 1. */
export function truthAt({ name, settings }: Choice<TruthName>, n: number): number {
  return truths[name].probability(n, settings);
}

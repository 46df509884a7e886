/**
 * @file The numbers of scores.json: every score and window by hand, made by scores.py beside it.
 */
import type { NestedNumbers } from "@heed/tensor";
import { readFileSync } from "node:fs";
import type { AttentionSizes } from "../../packages/attention/src/attention/attention.js";
import type { Place } from "../support/places.js";
import { place, type Stored } from "./stored.js";

interface GoldenCase {
  readonly parameters: Stored;
  /** (B, Q, H) */
  readonly queries: NestedNumbers;
}

export interface GoldenScore extends GoldenCase {
  /** (B, S, M), or (B, S, H) where states must be equally wide. */
  readonly states: NestedNumbers;
  /** (B, Q, S) */
  readonly scores: NestedNumbers;
}

export interface GoldenWindow extends GoldenCase {
  /** Both (B, Q, S). */
  readonly inside: NestedNumbers;
  readonly fading: NestedNumbers;
}

interface Golden {
  readonly sizes: AttentionSizes;
  readonly places: {
    readonly step: number;
    readonly lengths: readonly number[];
    readonly sourceLength: number;
    readonly reach: number;
  };
  readonly scores: Readonly<Record<string, GoldenScore>>;
  readonly windows: Readonly<Record<string, GoldenWindow>>;
}

const file = new URL("scores.json", import.meta.url);

export const golden: Golden = JSON.parse(readFileSync(file, "utf8")) as Golden;

/** The parameters of a case in the form of `first` ones; paths and shapes must be the same. */
export function goldenParameters<P>(
  { parameters }: GoldenCase,
  first: P,
  at: Omit<Place, "name">,
): P {
  return place(parameters, first, at);
}

/**
 * @file What the demonstration trains: the one place where its data, sizes and rates are chosen.
 */
import type { AttentionName } from "@heed/attention";
import { usualPadding } from "../backends.js";
import type { RunOptions } from "../training/runOptions.js";
import { usualFlags } from "../training/trainingFlags.js";

/** What somebody may choose about a demonstration. */
export type DemoChoice = Pick<RunOptions, "seed" | "backend">;

/** The fixed context that attention is held against. */
export const twin: AttentionName = "cho";

export const recipe = {
  attention: "additive",
  cell: "gru",
  hidden: 128,
  embedding: 64,
  alignment: 64,
  layers: 1,
  batch: 32,
  learningRate: 2.5e-3,
  warmup: 100,
} as const;

/** How many held-out words are shown with their pronunciation. */
export const wordsShown = 10;

/** Held-out words of which the demonstration shows something; the dictionary's split decides. */
export const watchedWord = "dictionary";
export const lookedAtWord = "thoroughbred";

/** The run of a demonstration: with attention, or its fixed-context twin. */
export function demoOptions(
  { seed, backend }: DemoChoice,
  attention: AttentionName = recipe.attention,
): RunOptions {
  return {
    ...usualFlags,
    ...recipe,
    attention,
    task: "cmudict",
    sourceTokens: "chars",
    targetTokens: "words",
    seed,
    backend,
    padToMultipleOf: usualPadding(backend),
  };
}

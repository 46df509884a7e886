/**
 * @file Where a model looked in some words, as heatmaps.
 */
import { join } from "node:path";
import { predictGreedy, sourceTokens, type Model } from "@heed/attention";
import { attentionOf } from "../attentionOf.js";
import type { AttentionMatrix } from "../figures/attentionMatrix.js";
import { writeAtomically } from "../files/writeAtomically.js";

/** Where a model looked, and what it said. */
export interface Look {
  readonly word: string;
  readonly answer: string;
  readonly matrix: AttentionMatrix;
}

export async function lookInto(model: Model, words: readonly string[]): Promise<Look[]> {
  const sources = words.map((word) => sourceTokens(model, word));
  const answers = await predictGreedy(model, sources, { inspect: "weights" });
  return answers.map((answer, i) => ({
    word: words[i],
    answer: answer.text,
    matrix: attentionOf(model, sources[i], answer),
  }));
}

/** Draws each into `folder`, as `word.svg`. */
export async function drawLooks(looks: readonly Look[], folder: string): Promise<void> {
  const { attentionSvg } = await import("../figures/attentionSvg.js");
  for (const { word, answer, matrix } of looks) {
    await writeAtomically(join(folder, `${word}.svg`), attentionSvg(matrix, `${word} → ${answer}`));
  }
}

/**
 * @file Random cases of the scores of the list: queries, encoder states and parameters.
 */
import type { TensorData } from "@heed/testing";
import fc from "fast-check";
import type { AttentionSizes } from "../../../packages/attention/src/attention/attention.js";
import type { Score } from "../../../packages/attention/src/attention/score.js";
import * as list from "../../../packages/attention/src/scores.js";
import { drawReals, fill, firstParameters, shapesIn } from "./parameterTree.js";
import type { SmoothFunction } from "./smoothFunction.js";

/** Every score of the list. */
export const scores: readonly (readonly [name: string, score: Score])[] =
  Object.entries<Score>(list);

export interface CaseExtents {
  readonly B: number;
  readonly Q: number;
  readonly S: number;
}

/** Small batches; one query or several. */
export const extents: fc.Arbitrary<CaseExtents> = fc.record({
  B: fc.integer({ min: 1, max: 3 }),
  Q: fc.integer({ min: 1, max: 3 }),
  S: fc.integer({ min: 1, max: 5 }),
});

/** Sizes that differ wherever the score lets them differ. */
export function sizesFor({ equalWidths }: Score): AttentionSizes {
  return { query: 3, states: equalWidths ? 3 : 5, alignment: 2, longestSource: 6 };
}

/** Queries (B, Q, H), encoder states (B, S, M), then the parameters. */
export function drawCase(score: Score, { B, Q, S }: CaseExtents, seed: number): TensorData[] {
  const sizes = sizesFor(score);
  const parameters = shapesIn(firstParameters(score, sizes));
  return drawReals([[B, Q, sizes.query], [B, S, sizes.states], ...parameters], seed);
}

/** The function that computes e, (B, Q, S), of such inputs. */
export function scoresOf(score: Score): SmoothFunction {
  const form = firstParameters(score, sizesFor(score));
  return ([queries, states, ...leaves]) => {
    const p = fill(form, leaves);
    return score.score(p, queries, score.keys(p, states));
  };
}

/**
 * How many roundings an element of scores or gradients has behind it: at most B·Q·S scores sum up in
 * it, each of sums over H, M and A, once forwards and twice backwards, of a product and a sum.
 */
export function roundingsOf(score: Score, { B, Q, S }: CaseExtents): number {
  const { query: H, states: M, alignment: A } = sizesFor(score);
  return 6 * B * Q * S * (H + M + A);
}

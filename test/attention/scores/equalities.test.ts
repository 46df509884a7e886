/**
 * @file Scores that are each other in another form.
 */
import { ops, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { additive } from "../../../packages/attention/src/attention/scores/additive.js";
import { concat } from "../../../packages/attention/src/attention/scores/concat.js";
import { dot } from "../../../packages/attention/src/attention/scores/dot.js";
import { general } from "../../../packages/attention/src/attention/scores/general.js";
import { scaledDot } from "../../../packages/attention/src/attention/scores/scaledDot.js";
import type { Score } from "../../../packages/attention/src/attention/score.js";
import { runs } from "../../support/runs.js";
import { disagreement, tolerance } from "../model/numbersOf.js";
import { drawCase, extents, roundingsOf, scoresOf, sizesFor } from "./scoreCase.js";
import { exactly, type SmoothFunction } from "./smoothFunction.js";

/** Holds a function of the inputs of `score` to its scores. */
function expectScores(score: Score, other: SmoothFunction): void {
  fc.assert(
    fc.property(extents, fc.nat(), (sizes, seed) => {
      const inputs = drawCase(score, sizes, seed);
      const wanted = { scores: exactly(scoresOf(score), inputs) };
      const bound = tolerance("float64", roundingsOf(score, sizes), wanted);
      expect(disagreement({ scores: exactly(other, inputs) }, wanted, bound)).toBeUndefined();
    }),
    runs(50),
  );
}

test("concat with W is additive with [W_s; W_h] = W and without a bias", () => {
  const { query: H, states: M, alignment: A } = sizesFor(concat);
  expectScores(concat, ([queries, states, weight, energy]) => {
    const [W, U] = ops.split(weight, { axis: 0, sizes: [H, M] });
    const b: Operand = ops.mul(energy, 0); // (A)
    expect(b.shape).toEqual([A]);
    const p = { query: { weight: W, bias: b }, keys: U, energy };
    return additive.score(p, queries, additive.keys(p, states));
  });
});

test("scaled dot is dot over √H", () => {
  const { query: H } = sizesFor(dot);
  expectScores(scaledDot, (inputs) => ops.div(scoresOf(dot)(inputs), Math.sqrt(H)));
});

test("general is dot of queries and W h", () => {
  expectScores(general, ([queries, states, weight]) =>
    scoresOf(dot)([queries, ops.matmul(states, weight)]),
  );
});

/**
 * @file Every score against test/golden/scores.json, which a script of explicit sums made.
 */
import { disposeTree } from "@heed/autograd";
import { scope, tensor } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { golden, goldenParameters } from "../../golden/scores.js";
import { disagreement, numbersOf, tolerance } from "../model/numbersOf.js";
import { places } from "../../support/places.js";
import { firstParameters } from "./parameterTree.js";
import { queryByQuery } from "./queryByQuery.js";
import { roundingsOf, scores } from "./scoreCase.js";

test("every score of the list has golden values", () => {
  expect(Object.keys(golden.scores).sort()).toEqual(scores.map(([name]) => name).sort());
});

describe.each(places)("on $name", (at) => {
  test.each(scores)("%s gives the values of its paper's formula", async (name, score) => {
    const { states, queries, scores: expected, ...stored } = golden.scores[name];
    const sizes = score.equalWidths
      ? { ...golden.sizes, states: golden.sizes.query }
      : golden.sizes;
    const p = goldenParameters({ ...stored, queries }, firstParameters(score, sizes), at);
    const asked = tensor(queries, at);
    const keys = scope(() => score.keys(p, tensor(states, at)));
    const [B, Q] = asked.shape;
    const S = keys.shape[1];
    expect(keys.shape).toEqual([B, S, score.keyWidth(sizes)]);

    const wanted = { scores: [expected].flat(3) as number[] };
    const bound = tolerance(at.dtype, roundingsOf(score, { B, Q, S }), wanted);
    const together = await numbersOf(() => ({ scores: score.score(p, asked, keys) }));
    expect(disagreement(together, wanted, bound)).toBeUndefined();
    const oneByOne = await numbersOf(() => ({
      scores: queryByQuery(asked, (query) => score.score(p, query, keys)),
    }));
    expect(disagreement(oneByOne, wanted, bound)).toBeUndefined();
    disposeTree([p, keys, asked]);
  });
});

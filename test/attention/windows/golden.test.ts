/**
 * @file Every window against test/golden/scores.json, which a script of explicit sums made.
 */
import { disposeTree } from "@heed/autograd";
import { tensor, type Operand } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { golden, goldenParameters } from "../../golden/scores.js";
import { places } from "../../support/places.js";
import { disagreement, numbersOf, tolerance } from "../model/numbersOf.js";
import { firstParameters } from "../scores/parameterTree.js";
import { queryByQuery } from "../scores/queryByQuery.js";
import { roundingsOf, wholeFrame, windows, type WholeFrame } from "./windowCase.js";

test("every window of the list has golden values", () => {
  expect(Object.keys(golden.windows).sort()).toEqual(windows.map(([name]) => name).sort());
});

describe.each(places)("on $name", (at) => {
  test.each(windows)("%s gives the frame of its paper's formula", async (name, window) => {
    const stored = golden.windows[name];
    const { places: standing, sizes } = golden;
    const p = goldenParameters(stored, firstParameters(window, sizes), at);
    const queries = tensor(stored.queries, at);
    const [, Q] = queries.shape;
    const wanted = {
      inside: [stored.inside].flat(3) as number[],
      fading: [stored.fading].flat(3) as number[],
    };
    const bound = tolerance(at.dtype, roundingsOf({ ...standing, Q }), wanted);
    const together = await numbersOf(() => wholeFrame(window, p, queries, standing));
    expect(disagreement(together, wanted, bound)).toBeUndefined();
    const step = (query: Operand, q: number): WholeFrame =>
      wholeFrame(window, p, query, { ...standing, step: standing.step + q });
    const oneByOne = await numbersOf(() => ({
      inside: queryByQuery(queries, (query, q) => step(query, q).inside),
      fading: queryByQuery(queries, (query, q) => step(query, q).fading),
    }));
    expect(disagreement(oneByOne, wanted, bound)).toBeUndefined();
    disposeTree([p, queries]);
  });
});

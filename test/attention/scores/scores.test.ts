/**
 * @file What holds for every score of the list, on random states and parameters.
 */
import { ops, type Operand } from "@heed/tensor";
import { permutation } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Score } from "../../../packages/attention/src/attention/score.js";
import { evaluate } from "../../support/computation.js";
import { expectRightGradient } from "../../support/rightGradient.js";
import { places } from "../../support/places.js";
import { runs } from "../../support/runs.js";
import { consult, worstMiss } from "../../support/tolerance.js";
import { queryByQuery, slicesOf } from "./queryByQuery.js";
import { drawCase, extents, roundingsOf, scores, scoresOf } from "./scoreCase.js";
import { exactly, valueAndGradients, type SmoothFunction } from "./smoothFunction.js";

const cases = fc.record({ extents, seed: fc.nat() });

const looking = (sees: Score["sees"]) => scores.filter(([, score]) => score.sees === sees);

test.each(scores)("%s: queries score together what they score alone", (_, score) => {
  const together = scoresOf(score);
  const alone: SmoothFunction = ([queries, ...rest]) =>
    queryByQuery(queries, (query) => together([query, ...rest]));
  fc.assert(
    fc.property(cases, ({ extents, seed }) => {
      const inputs = drawCase(score, extents, seed);
      expect(exactly(together, inputs)).toEqual(exactly(alone, inputs));
    }),
    runs(20),
  );
});

test.each(scores)("%s: a word more changes the scores of no other place", (_, score) => {
  const compute = scoresOf(score);
  const shorter: SmoothFunction = ([queries, states, ...p]) =>
    compute([queries, withoutLast(states, 1), ...p]);
  const longer: SmoothFunction = (all) => withoutLast(compute(all), 2);
  fc.assert(
    fc.property(cases, ({ extents, seed }) => {
      const inputs = drawCase(score, extents, seed);
      expect(exactly(shorter, inputs)).toEqual(exactly(longer, inputs));
    }),
    runs(20),
  );
});

test.each(looking("content"))("%s: states in another order, scores in that order", (_, score) => {
  const compute = scoresOf(score);
  const orders = cases.chain(({ extents, seed }) =>
    fc.record({
      extents: fc.constant(extents),
      seed: fc.constant(seed),
      order: permutation(extents.S),
    }),
  );
  fc.assert(
    fc.property(orders, ({ extents, seed, order }) => {
      const inputs = drawCase(score, extents, seed);
      const before: SmoothFunction = ([queries, states, ...p]) =>
        compute([queries, reordered(states, 1, order), ...p]);
      const after: SmoothFunction = (all) => reordered(compute(all), 2, order);
      expect(exactly(before, inputs)).toEqual(exactly(after, inputs));
    }),
    runs(20),
  );
});

test.each(looking("place"))("%s: what stands at a place changes no score", (_, score) => {
  const compute = scoresOf(score);
  fc.assert(
    fc.property(cases, fc.nat(), ({ extents, seed }, other) => {
      const inputs = drawCase(score, extents, seed);
      const [, states] = drawCase(score, extents, other);
      expect(exactly(compute, inputs.with(1, states))).toEqual(exactly(compute, inputs));
    }),
    runs(20),
  );
});

test.each(scores)("%s: gradients are what differences say", (_, score) => {
  const compute = scoresOf(score);
  fc.assert(
    fc.property(cases, ({ extents, seed }) => {
      const inputs = drawCase(score, extents, seed);
      expectRightGradient(compute, inputs, seed);
    }),
    runs(10),
  );
});

describe.each(places)("on $name", ({ backend, dtype }) => {
  test.each(scores)("%s: values and gradients are the reference's", async (_, score) => {
    const computation = valueAndGradients(scoresOf(score));
    await fc.assert(
      fc.asyncProperty(cases, async ({ extents, seed }) => {
        const inputs = drawCase(score, extents, seed);
        const K = roundingsOf(score, extents);
        const { values, tolerance } = await consult(computation, inputs, K);
        const actual = await evaluate(computation, inputs, backend, dtype);
        expect(worstMiss(actual, values, tolerance[dtype])).toBeUndefined();
      }),
      runs(4),
    );
  });

  test.each(scores)("%s: states of zeros have finite scores and gradients", async (_, score) => {
    const [queries, states, ...p] = drawCase(score, { B: 2, Q: 2, S: 3 }, 1);
    const zeros = [queries, states].map((input) => ({ ...input, values: input.values.fill(0) }));
    const computation = valueAndGradients(scoresOf(score));
    const results = await evaluate(computation, [...zeros, ...p], backend, dtype);
    const found = results.flatMap((result) => Array.from(result));
    expect(found.filter((y) => !Number.isFinite(y))).toEqual([]);
  });
});

function reordered(x: Operand, axis: number, order: readonly number[]): Operand {
  const slices = slicesOf(x, axis);
  return ops.concat(
    order.map((i) => slices[i]),
    { axis },
  );
}

function withoutLast(x: Operand, axis: number): Operand {
  return ops.slice(x, { axis, start: 0, end: x.shape[axis] - 1 });
}

/**
 * @file What is true of the cosine score alone: it looks at directions and not at lengths.
 *
 * With n(x) = x f(‖x‖) / ‖x‖, f(r) = r / √(r² + ε²), a score is β f(‖s‖) f(‖h‖) times the cosine, and
 * 1 − ε² / 2r² ≤ f(r) ≤ 1. Two scores of the same directions therefore differ by at most
 * |β| (ε² / 2) (1 / r_s² + 1 / r_h²), r_s and r_h being the shorter lengths of either.
 */
import type { TensorData } from "@heed/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cosine, epsilon } from "../../../packages/attention/src/attention/scores/cosine.js";
import { scaledDot } from "../../../packages/attention/src/attention/scores/scaledDot.js";
import { runs } from "../../support/runs.js";
import { tolerance } from "../model/numbersOf.js";
import { firstParameters } from "./parameterTree.js";
import {
  drawCase,
  extents,
  roundingsOf,
  scoresOf,
  sizesFor,
  type CaseExtents,
} from "./scoreCase.js";
import { exactly } from "./smoothFunction.js";

const scoresAt = scoresOf(cosine);
const { query: H } = sizesFor(cosine);
const cases = fc.record({ extents, seed: fc.nat() });

/** The length of the epsilon vector along the last axis. */
function leastLength({ values, shape }: TensorData): number {
  const width = shape[shape.length - 1];
  let least = Infinity;
  for (let i = 0; i < values.length; i += width) {
    least = Math.min(least, Math.hypot(...values.subarray(i, i + width)));
  }
  return least;
}

function scaled(input: TensorData, by: number): TensorData {
  return { ...input, values: input.values.map((x) => x * by) };
}

/** How far scores of the same directions may be apart. */
function allowance(
  extents: CaseExtents,
  beta: number,
  queries: readonly TensorData[],
  states: readonly TensorData[],
): number {
  const [r_s, r_h] = [queries, states].map((inputs) => Math.min(...inputs.map(leastLength)));
  const shortened = (epsilon ** 2 / 2) * (1 / r_s ** 2 + 1 / r_h ** 2);
  const rounded = tolerance("float64", roundingsOf(cosine, extents), { beta: [beta] });
  return Math.abs(beta) * shortened + rounded;
}

function farthest(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}

test("no score is larger than |β|", () => {
  fc.assert(
    fc.property(cases, ({ extents, seed }) => {
      const inputs = drawCase(cosine, extents, seed);
      const beta = Math.abs(inputs[2].values[0]);
      const most = Math.max(...exactly(scoresAt, inputs).map(Math.abs));
      expect(most).toBeLessThanOrEqual(beta + tolerance("float64", roundingsOf(cosine, extents)));
    }),
    runs(50),
  );
});

test("longer or shorter states score the same", () => {
  const factor = fc.double({ min: 0.1, max: 10, noNaN: true });
  fc.assert(
    fc.property(cases, factor, factor, ({ extents, seed }, byS, byH) => {
      const [queries, states, beta] = drawCase(cosine, extents, seed);
      const others = [scaled(queries, byS), scaled(states, byH)];
      const found = exactly(scoresAt, [...others, beta]);
      const wanted = exactly(scoresAt, [queries, states, beta]);
      const bound = allowance(extents, beta.values[0], [queries, others[0]], [states, others[1]]);
      expect(farthest(found, wanted)).toBeLessThanOrEqual(bound);
    }),
    runs(50),
  );
});

test("it starts as the scaled dot score of states whose numbers have mean square 1", () => {
  const { strength } = firstParameters(cosine, sizesFor(cosine));
  fc.assert(
    fc.property(cases, ({ extents, seed }) => {
      const [queries, states, given] = drawCase(cosine, extents, seed);
      const beta = { ...given, values: Float64Array.from(strength.value.dataSync()) };
      const normed = [queries, states].map((input) => ({
        ...input,
        values: input.values.map((x, i) => {
          const start = i - (i % H);
          return (x * Math.sqrt(H)) / Math.hypot(...input.values.subarray(start, start + H));
        }),
      }));
      const found = exactly(scoresAt, [...normed, beta]);
      const wanted = exactly(scoresOf(scaledDot), normed);
      const bound = allowance(extents, beta.values[0], [normed[0]], [normed[1]]);
      expect(farthest(found, wanted)).toBeLessThanOrEqual(bound);
    }),
    runs(50),
  );
});

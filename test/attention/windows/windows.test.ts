/**
 * @file What holds for every window of the list, on random states and parameters.
 */
import { ops } from "@heed/tensor";
import type { TensorData } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../support/computation.js";
import { expectRightGradient } from "../../support/rightGradient.js";
import { places } from "../../support/places.js";
import { runs } from "../../support/runs.js";
import { consult, worstMiss } from "../../support/tolerance.js";
import { queryByQuery } from "../scores/queryByQuery.js";
import { exactly, valueAndGradients, type SmoothFunction } from "../scores/smoothFunction.js";
import { drawCase, extents, partOf, parts, roundingsOf, windows } from "./windowCase.js";

const cases = fc.record({ standing: extents, seed: fc.nat() });

test.each(windows)("%s: queries get together the frames that they get alone", (_, window) => {
  fc.assert(
    fc.property(cases, fc.constantFrom(...parts), ({ standing, seed }, part) => {
      const inputs = drawCase(window, standing, seed);
      const alone: SmoothFunction = ([queries, ...p]) =>
        queryByQuery(queries, (query, q) =>
          partOf(window, { ...standing, step: standing.step + q }, part)([query, ...p]),
        );
      expect(exactly(partOf(window, standing, part), inputs)).toEqual(exactly(alone, inputs));
    }),
    runs(20),
  );
});

test.each(windows)("%s: padding changes nothing about a word", (_, window) => {
  fc.assert(
    fc.property(cases, fc.constantFrom(...parts), ({ standing, seed }, part) => {
      const inputs = drawCase(window, standing, seed);
      const { sourceLength: S } = standing;
      const padded = partOf(window, { ...standing, sourceLength: S + 2 }, part);
      const cut: SmoothFunction = (all) => ops.slice(padded(all), { axis: 2, start: 0, end: S });
      expect(exactly(cut, inputs)).toEqual(exactly(partOf(window, standing, part), inputs));
    }),
    runs(20),
  );
});

test.each(windows)("%s: weights fade by factors of at most 1, if it says so", (_, window) => {
  fc.assert(
    fc.property(cases, ({ standing, seed }) => {
      const fading = exactly(partOf(window, standing, "fading"), drawCase(window, standing, seed));
      const least = window.sums === "to one" ? 1 : 0;
      expect(fading.filter((factor) => !(least <= factor && factor <= 1))).toEqual([]);
    }),
    runs(20),
  );
});

test.each(windows)("%s: gradients of the fading are what differences say", (_, window) => {
  fc.assert(
    fc.property(cases, ({ standing, seed }) => {
      const inputs = drawCase(window, standing, seed);
      const fading = partOf(window, standing, "fading");
      expectRightGradient(fading, inputs, seed);
    }),
    runs(10),
  );
});

describe.each(places)("on $name", ({ backend, dtype }) => {
  test.each(windows)("%s: a step sees a word, wherever it looks", async (_, window) => {
    // Large states carry a predicted place to either end of the source.
    const factor = fc.constantFrom(0, 1, 100);
    await fc.assert(
      fc.asyncProperty(cases, factor, async ({ standing, seed }, by) => {
        const inputs = drawCase(window, standing, seed).map((input) => scaled(input, by));
        const inside = partOf(window, standing, "inside");
        const [found] = await evaluate((all) => [inside(all).value], inputs, backend, dtype);
        const { Q, lengths, sourceLength: S } = standing;
        for (let row = 0; row < lengths.length * Q; row++) {
          const words = lengths[Math.floor(row / Q)];
          expect(Array.from(found).slice(row * S, row * S + words)).toContain(1);
        }
      }),
      runs(10),
    );
  });

  test.each(windows)("%s: values and gradients are the reference's", async (_, window) => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ standing, seed }) => {
        const inputs = drawCase(window, standing, seed);
        const computation = valueAndGradients(partOf(window, standing, "fading"));
        const { values, tolerance } = await consult(computation, inputs, roundingsOf(standing));
        const actual = await evaluate(computation, inputs, backend, dtype);
        expect(worstMiss(actual, values, tolerance[dtype])).toBeUndefined();
      }),
      runs(4),
    );
  });
});

function scaled(input: TensorData, by: number): TensorData {
  return { ...input, values: input.values.map((x) => x * by) };
}

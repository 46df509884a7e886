import { sizeOf } from "@heed/tensor";
import { mask, shape, tokenBatch } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { sample } from "./sample.js";
import { smallest } from "./smallest.js";

/** The rows of values along the last axis. */
function rowsOf(values: Float64Array, columns: number): number[][] {
  return Array.from({ length: columns === 0 ? 0 : values.length / columns }, (_, i) =>
    Array.from(values.slice(i * columns, (i + 1) * columns)),
  );
}

describe("a mask", () => {
  const any = shape({ minSize: 0 });

  test("is of zeros and ones, of any shape", () => {
    fc.assert(
      fc.property(any, fc.nat(), (s, seed) => {
        const [{ shape, values, domain }] = fc.sample(mask(s), { numRuns: 1, seed });
        expect([shape, domain, values.length]).toEqual([s, "mask", sizeOf(s)]);
        expect(values.every((x) => x === 0 || x === 1)).toBe(true);
      }),
      runs(100),
    );
  });

  test("leaves something of every row, if so wanted, and hides what it may", () => {
    fc.assert(
      fc.property(any, fc.nat(), (s, seed) => {
        for (const { values } of fc.sample(mask(s, { everyRow: true }), { numRuns: 20, seed })) {
          for (const row of rowsOf(values, s.at(-1) ?? 1)) expect(row).toContain(1);
        }
      }),
      runs(100),
    );
    const rows = (everyRow: boolean) =>
      new Set(sample(mask([2], { everyRow }), 500).map(({ values }) => values.join("")));
    expect(rows(true)).toEqual(new Set(["01", "10", "11"]));
    expect(rows(false)).toEqual(new Set(["00", "01", "10", "11"]));
  });

  test("shrinks to all ones, or nearly", () => {
    const last = (everyRow: boolean, wanted: (values: Float64Array) => boolean) =>
      new Set(
        smallest(mask([2, 2], { everyRow }), ({ values }) => wanted(values)).map(({ values }) =>
          values.join(""),
        ),
      );
    expect(last(true, () => true)).toEqual(new Set(["1111"]));
    expect(last(true, (values) => values[2] === 0)).toEqual(new Set(["1101"]));
    expect(last(false, (values) => values[2] === 0)).toEqual(new Set(["1101"]));
  });
});

describe("a batch of tokens", () => {
  const options = { vocabulary: 6, padding: 0, start: 1, end: 2, maxRows: 4, maxLength: 6 };

  test("has rows of ids, filled up, with lengths and a mask that say how far", () => {
    fc.assert(
      fc.property(tokenBatch(options), ({ ids, lengths, mask }) => {
        const [B, S] = ids.shape;
        expect([lengths.shape, mask.shape]).toEqual([[B], [B, S]]);
        rowsOf(ids.values, S).forEach((row, b) => {
          const length = lengths.values[b];
          expect(row[0]).toBe(1);
          expect(row[length - 1]).toBe(2);
          expect(row.slice(1, length - 1).every((id) => id >= 3 && id < 6)).toBe(true);
          expect(row.slice(length).every((id) => id === 0)).toBe(true);
          expect(rowsOf(mask.values, S)[b]).toEqual(row.map((_, s) => (s < length ? 1 : 0)));
          expect(length).toBeGreaterThanOrEqual(2);
          expect(length).toBeLessThanOrEqual(6);
        });
        expect(S - Math.max(...lengths.values)).toBeLessThanOrEqual(2);
      }),
      runs(200),
    );
  });

  test("has rows of all lengths, and at times columns of nothing but padding", () => {
    const drawn = sample(tokenBatch({ vocabulary: 4 }), 500);
    expect(new Set(drawn.flatMap(({ lengths }) => [...lengths.values]))).toEqual(
      new Set([1, 2, 3, 4, 5]),
    );
    const padding = drawn.map(({ ids, lengths }) => ids.shape[1] - Math.max(...lengths.values));
    expect(new Set(padding)).toEqual(new Set([0, 1, 2]));
    expect(new Set(drawn.flatMap(({ ids }) => [...ids.values]))).toEqual(new Set([0, 1, 2, 3]));
  });

  test("shrinks to few short rows of the least ordinary id", () => {
    for (const { ids } of smallest(tokenBatch(options), () => true)) {
      expect([ids.shape, [...ids.values]]).toEqual([[1, 2], [1, 2]]); // prettier-ignore
    }
    for (const { ids } of smallest(
      tokenBatch(options),
      ({ lengths }) => new Set(lengths.values).size > 1,
    )) {
      expect([...ids.values].sort()).toEqual([0, 1, 1, 2, 2, 3]);
    }
  });

  test("without ordinary ids has what begins and ends rows alone", () => {
    for (const { ids } of sample(tokenBatch({ ...options, vocabulary: 3 }), 20)) {
      expect(
        rowsOf(ids.values, ids.shape[1]).every(([first, second]) => first === 1 && second === 2),
      ).toBe(true);
    }
  });

  test("must have ids to be of", () => {
    expect(() => tokenBatch({ vocabulary: 1 })).toThrow(
      "tokenBatch: the vocabulary must have an id that is not special; got 1 ids, 0 special",
    );
  });
});

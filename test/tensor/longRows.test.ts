/**
 * @file Rows so long that reductions take more than one stage, and softmax more than one launch,
 * against plain loops over whole numbers, which float32 adds exactly.
 */
import { ops, scope, tensor, type Shape, type Tensor } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { numbersOf, wholeNumbers } from "../support/integers.js";

/** Few rows or none, and columns, whose length no power of two divides. */
const cases: readonly { shape: Shape; axes: readonly number[] }[] = [
  { shape: [1031], axes: [0] },
  { shape: [20_011], axes: [0] },
  { shape: [3, 1031], axes: [1] },
  { shape: [1031, 3], axes: [0] },
  { shape: [11, 101, 3], axes: [0, 1] },
  { shape: [2, 509, 3], axes: [1] },
  { shape: [37, 3, 29], axes: [0, 2] },
];

/** What goes into each result: rows of numbers, in the order of the reduced axes. */
function rowsOf(shape: Shape, axes: readonly number[], numbers: readonly number[]): number[][] {
  const kept = shape.flatMap((_, d) => (axes.includes(d) ? [] : [d]));
  const rows = new Map<string, number[]>();
  numbers.forEach((number, i) => {
    let rest = i;
    const index = [...shape]
      .reverse()
      .map((extent) => {
        const at = rest % extent;
        rest = (rest - at) / extent;
        return at;
      })
      .reverse();
    const key = kept.map((d) => index[d]).join();
    const row = rows.get(key) ?? [];
    row.push(number);
    rows.set(key, row);
  });
  return [...rows.values()];
}

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test.for(cases)("$shape reduced over $axes", async ({ shape, axes }) => {
      const numbers = wholeNumbers(shape, 1);
      const rows = rowsOf(shape, axes, numbers);
      const [sums, tops, places, logs] = scope(() => {
        const x = tensor(numbers, { backend, shape });
        return [
          ops.sum(x, { axes }),
          ops.max(x, { axes }),
          ops.argmax(x, { axes }),
          ops.logSumExp(x, { axes }),
        ] as const;
      });
      expect(await numbersOf(sums)).toEqual(rows.map((row) => row.reduce((a, b) => a + b)));
      const top = rows.map((row) => Math.max(...row));
      expect(await numbersOf(tops)).toEqual(top);
      expect(await numbersOf(places)).toEqual(rows.map((row, i) => row.indexOf(top[i])));
      (await numbersOf(logs)).forEach((z, i) => {
        const total = rows[i].reduce((sum, x) => sum + Math.exp(x - top[i]), 0);
        // Relative to its size, z carries the roundings of two stages, total those of its sum.
        const bound = 4 * 2 ** -24 * (Math.abs(top[i]) + Math.sqrt(rows[i].length));
        expect(Math.abs(z - (top[i] + Math.log(total)))).toBeLessThanOrEqual(bound);
      });
      for (const result of [sums, tops, places, logs]) result.dispose();
    });

    test("a sum of squares, whatever the view", async () => {
      const numbers = wholeNumbers([67, 131], 2);
      const totals = scope(() => {
        const x = tensor(numbers, { backend, shape: [67, 131] });
        return [ops.sumSquares(x), ops.sumSquares(ops.transpose(x))];
      });
      const total = numbers.reduce((sum, x) => sum + x * x, 0);
      for (const each of totals) {
        expect(await numbersOf(each)).toEqual([total]);
        each.dispose();
      }
    });

    test("rows masked everywhere, in part, or not at all have the weights that they should", async () => {
      const C = 1031;
      const scores = [
        Array.from({ length: C }, (_, c) => (c % 3 === 0 ? -Infinity : (c % 17) - 8)),
        new Array<number>(C).fill(-Infinity),
        Array.from({ length: C }, (_, c) => c % 5),
      ];
      const [weights, logs]: [Tensor, Tensor] = scope(() => {
        const x = tensor(scores, { backend });
        return [ops.softmax(x), ops.logSoftmax(x)];
      });
      const [left, right] = [await numbersOf(weights), await numbersOf(logs)];
      scores.forEach((row, n) => {
        const total = row.reduce((sum, x) => sum + Math.exp(x), 0);
        row.forEach((x, c) => {
          const weight = x === -Infinity ? 0 : Math.exp(x) / total;
          const bound = 4 * 2 ** -24 * (8 + Math.sqrt(C)) * weight;
          expect(Math.abs(left[n * C + c] - weight)).toBeLessThanOrEqual(bound);
          const log = right[n * C + c];
          if (x === -Infinity) expect(log).toBe(-Infinity);
          else expect(Math.abs(Math.exp(log) - weight)).toBeLessThanOrEqual(bound);
        });
      });
      weights.dispose();
      logs.dispose();
    });
  });
}

import { wellConditioned } from "@heed/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { sample } from "./sample.js";
import { smallest } from "./smallest.js";

/**
 * Singular values, largest first, by one-sided Jacobi rotations (Hestenes 1958): columns are turned
 * in pairs until all are orthogonal; their lengths are the singular values.
 */
function singularValues(values: Float64Array, rows: number, columns: number): number[] {
  // The singular values of the transpose are the same; let there be no more columns than rows.
  const tall = rows >= columns;
  const [m, n] = tall ? [rows, columns] : [columns, rows];
  const A = Array.from({ length: n }, (_, j) =>
    Array.from({ length: m }, (_, i) => values[tall ? i * columns + j : j * columns + i]),
  );
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const [alpha, beta, gamma] = [dot(A[p], A[p]), dot(A[q], A[q]), dot(A[p], A[q])];
        if (gamma === 0) continue;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.hypot(1, t);
        const [x, y] = [A[p], A[q]];
        A[p] = x.map((value, i) => c * (value - t * y[i]));
        A[q] = x.map((value, i) => c * (t * value + y[i]));
      }
    }
  }
  return A.map((column) => Math.sqrt(dot(column, column))).sort((a, b) => b - a);
}

const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 6 }),
  columns: fc.integer({ min: 1, max: 6 }),
  condition: fc.constantFrom(1.001, 1.5, 10, 1e3, 1e6),
});

test("the condition number is within the bound", () => {
  fc.assert(
    fc.property(sizes, fc.nat(), ({ rows, columns, condition }, seed) => {
      const matrix = wellConditioned({ rows, columns, condition });
      for (const { shape, values } of fc.sample(matrix, { numRuns: 5, seed })) {
        expect(shape).toEqual([rows, columns]);
        const sigma = singularValues(values, rows, columns);
        expect(sigma[0] / sigma[sigma.length - 1]).toBeLessThanOrEqual(condition);
        expect(sigma[0]).toBeLessThan(1 + 1e-6);
        expect(values.every((x) => Math.fround(x) === x)).toBe(true);
      }
    }),
    runs(200),
  );
});

test("the bound is used: some matrices come near it, and are no multiples of the identity", () => {
  const drawn = sample(wellConditioned({ rows: 3, condition: 100 }), 300);
  const conditions = drawn.map(({ values }) => {
    const sigma = singularValues(values, 3, 3);
    return sigma[0] / sigma[2];
  });
  expect(Math.max(...conditions)).toBeGreaterThan(80);
  expect(drawn.filter(({ values }) => values.every((x) => x !== 0)).length).toBeGreaterThan(100);
});

test("they are square unless said, of a condition number of 10 at most, and shrink to the identity", () => {
  const matrix = wellConditioned({ rows: 2 });
  for (const { values } of sample(matrix, 100)) {
    const [large, small] = singularValues(values, 2, 2);
    expect(large / small).toBeLessThanOrEqual(10);
  }
  for (const { values } of smallest(matrix, () => true)) expect([...values]).toEqual([1, 0, 0, 1]);
  const wide = wellConditioned({ rows: 2, columns: 3 });
  for (const { values } of smallest(wide, () => true))
    expect([...values]).toEqual([1, 0, 0, 0, 1, 0]);
});

test("a bound that float32 cannot keep is refused", () => {
  expect(() => wellConditioned({ rows: 2, condition: 1 })).toThrow(
    /^wellConditioned: condition must be at least 1\.0000\d+; got 1$/,
  );
});

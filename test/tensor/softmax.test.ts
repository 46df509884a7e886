/**
 * @file Softmax and its kin: weights, masks, and numbers that would overflow.
 *
 * Tolerances: a weight exp(e − z) is off by the roundings of z and e − z, each at most ε times
 * their size, so by a relative c ε (1 + max |e|) (first order); a sum of C weights adds √C of its
 * own. c = 4, ε = 2⁻²⁴.
 */
import { grad } from "@heed/autograd";
import {
  ops,
  Random,
  scope,
  ShapeError,
  tensor,
  type Backend,
  type Operand,
  type Tensor,
} from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { numbersOf } from "../support/integers.js";
import { runs } from "../support/runs.js";

const epsilon = 2 ** -24;

/** Rows of scores: whole numbers, so that a shift by one is exact, and some masked by −Infinity. */
const scoreRows = fc
  .record({
    N: fc.integer({ min: 1, max: 5 }),
    C: fc.integer({ min: 1, max: 40 }),
    size: fc.constantFrom(3, 80, 5000),
    masked: fc.constantFrom(0, 0.3, 0.9),
    seed: fc.nat(),
  })
  .map(({ N, C, size, masked, seed }) => {
    const random = new Random(seed);
    const score = () => (random.uniform() < masked ? -Infinity : random.integer(-size, size));
    return Array.from({ length: N }, () => Array.from({ length: C }, score));
  });

function largest(scores: readonly number[][]): number {
  return Math.max(0, ...scores.flat().filter(Number.isFinite).map(Math.abs));
}

async function rowsOf(x: Tensor): Promise<number[][]> {
  const [, C] = x.shape;
  const numbers = await numbersOf(x);
  return Array.from({ length: x.shape[0] }, (_, n) => numbers.slice(n * C, (n + 1) * C));
}

for (const [name, backend] of Object.entries(builds)) {
  describe(name, () => {
    test("weights are ≥ 0 and a row sums to 1; a row that is masked everywhere is all zeros", async () => {
      await fc.assert(
        fc.asyncProperty(scoreRows, async (scores) => {
          using e = tensor(scores, { backend });
          using weights = ops.softmax(e);
          (await rowsOf(weights)).forEach((row, n) => {
            const total = row.reduce((a, b) => a + b, 0);
            const masked = scores[n].every((score) => score === -Infinity);
            const bound = 4 * epsilon * (1 + largest(scores) + Math.sqrt(row.length));
            expect(Math.abs(total - (masked ? 0 : 1))).toBeLessThanOrEqual(masked ? 0 : bound);
            expect(row.every((weight) => weight >= 0)).toBe(true);
          });
        }),
        runs(60),
      );
    });

    test("a score of −Infinity has weight exactly 0, and the others' weights do not see it", async () => {
      await fc.assert(
        fc.asyncProperty(scoreRows, async (scores) => {
          using e = tensor(scores, { backend });
          using weights = ops.softmax(e);
          for (const [n, row] of (await rowsOf(weights)).entries()) {
            const seen = row.filter((_, c) => scores[n][c] !== -Infinity);
            const hidden = row.filter((_, c) => scores[n][c] === -Infinity);
            expect(hidden.every((weight) => weight === 0)).toBe(true);
            if (seen.length === 0) continue;
            const alone = await softmaxOf(
              scores[n].filter((score) => score !== -Infinity),
              backend,
            );
            expectClose(seen, alone, 4 * epsilon * (1 + largest(scores)));
          }
        }),
        runs(40),
      );
    });

    test("adding a constant to a row changes nothing", async () => {
      await fc.assert(
        fc.asyncProperty(scoreRows, fc.integer({ min: -500, max: 500 }), async (scores, shift) => {
          const shifted = scores.map((row) => row.map((score) => score + shift));
          for (const [n, row] of scores.entries()) {
            const bound = 4 * epsilon * (1 + Math.max(largest(scores), largest(shifted)));
            expectClose(await softmaxOf(row, backend), await softmaxOf(shifted[n], backend), bound);
          }
        }),
        runs(30),
      );
    });

    test("logSoftmax is the logarithm of softmax, also where that is too small for a float", async () => {
      await fc.assert(
        fc.asyncProperty(scoreRows, async (scores) => {
          using e = tensor(scores, { backend });
          using logs = ops.logSoftmax(e);
          using weights = ops.softmax(e);
          const [left, right] = [await numbersOf(logs), await numbersOf(weights)];
          const bound = 4 * epsilon * (1 + largest(scores));
          expectClose(left.map(Math.exp), right, bound);
          left.forEach((log, i) => {
            const score = scores.flat()[i];
            expect(log === -Infinity).toBe(score === -Infinity);
          });
        }),
        runs(40),
      );
    });

    test("logSumExp lies between the maximum and the maximum + log C", async () => {
      await fc.assert(
        fc.asyncProperty(scoreRows, async (scores) => {
          using e = tensor(scores, { backend });
          using z = ops.logSumExp(e, { axes: [-1] });
          (await numbersOf(z)).forEach((value, n) => {
            const top = Math.max(...scores[n]);
            if (top === -Infinity) expect(value).toBe(-Infinity);
            else {
              const slack = 4 * epsilon * (1 + Math.abs(top));
              expect(value).toBeGreaterThanOrEqual(top - slack);
              expect(value).toBeLessThanOrEqual(top + Math.log(scores[n].length) + slack);
            }
          });
        }),
        runs(40),
      );
    });

    test("a row that is masked everywhere passes no gradient, and a masked score gets none", () => {
      const scores = [
        [-Infinity, -Infinity, -Infinity],
        [1, -Infinity, 2],
      ];
      using e = tensor(scores, { backend });
      using cotangent = tensor(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        { backend },
      );
      using counts = tensor([0, 1], { backend, dtype: "int32" });
      for (const loss of [
        (x: Operand) => ops.sum(ops.mul(ops.softmax(x), cotangent)),
        (x: Operand) => ops.sum(ops.where(counts, ops.logSumExp(x, { axes: [-1] }), 0)),
      ]) {
        const [none, some] = scope(() => grad(loss)(e).value.toArray()) as number[][];
        expect(none.map((x) => x + 0)).toEqual([0, 0, 0]);
        expect(some[1] + 0).toBe(0);
        expect(some[0]).not.toBe(0);
      }
    });

    test("a row of no scores stays a row of none, and a single number is no row", () => {
      using nothing = tensor([[], []], { backend });
      using weights = ops.softmax(nothing);
      expect(weights.shape).toEqual([2, 0]);
      using number = tensor(1, { backend });
      expect(() => ops.softmax(number)).toThrow(ShapeError);
      expect(() => ops.logSoftmax(number)).toThrow(ShapeError);
    });
  });
}

async function softmaxOf(row: readonly number[], backend: Backend): Promise<number[]> {
  using e = tensor(row, { backend });
  using weights = ops.softmax(e);
  return await numbersOf(weights);
}

function expectClose(actual: readonly number[], expected: readonly number[], bound: number): void {
  expect(actual).toHaveLength(expected.length);
  const worst = Math.max(0, ...actual.map((value, i) => Math.abs(value - expected[i])));
  expect(worst).toBeLessThanOrEqual(bound);
}

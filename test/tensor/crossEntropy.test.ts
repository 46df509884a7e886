/**
 * @file Cross-entropy of integer targets: what it means, what it ignores, how it is smoothed.
 *
 * Tolerance: a loss is a difference of numbers of the logits' size, off by c ε (1 + max |x|), c = 4.
 * A smoothed one is a mean of V of them, whose sum is rounded V times: √V of that.
 */
import { grad } from "@heed/autograd";
import {
  IndexError,
  ops,
  Random,
  scope,
  ShapeError,
  tensor,
  zeros,
  type Operand,
} from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";
import { numbersOf } from "../support/integers.js";
import { runs } from "../support/runs.js";

/** How far off a loss among V classes may be. */
const bound = (V: number): number => 4 * 2 ** -24 * (1 + 10) * Math.sqrt(V);

/** Logits within ±10 and a target for each row. */
const problems = fc
  .record({
    N: fc.integer({ min: 1, max: 6 }),
    V: fc.integer({ min: 1, max: 40 }),
    seed: fc.nat(),
  })
  .map(({ N, V, seed }) => {
    const random = new Random(seed);
    const logits = Array.from({ length: N }, () =>
      Array.from({ length: V }, () => Math.fround(20 * random.uniform() - 10)),
    );
    return { logits, targets: logits.map(() => random.integer(0, V - 1)) };
  });

/** −log softmax of a row, in float64. */
function surprises(row: readonly number[]): number[] {
  const top = Math.max(...row);
  const z = top + Math.log(row.reduce((total, x) => total + Math.exp(x - top), 0));
  return row.map((x) => z - x);
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / numbers.length;
}

for (const [name, backend] of Object.entries(builds)) {
  const int32 = { backend, dtype: "int32" } as const;

  describe(name, () => {
    test("a loss is the surprise at the target, blended with the mean surprise by label smoothing", async () => {
      await fc.assert(
        fc.asyncProperty(
          problems,
          fc.constantFrom(0, 0.1, 0.9),
          async ({ logits, targets }, labelSmoothing) => {
            using x = tensor(logits, { backend });
            using t = tensor(targets, int32);
            using losses = ops.crossEntropy(x, t, { labelSmoothing });
            (await numbersOf(losses)).forEach((loss, n) => {
              const all = surprises(logits[n]);
              const expected =
                (1 - labelSmoothing) * all[targets[n]] + labelSmoothing * meanOf(all);
              expect(Math.abs(loss - expected)).toBeLessThanOrEqual(bound(all.length));
            });
          },
        ),
        runs(40),
      );
    });

    test("a row whose target is ignored has loss 0 and gradient 0, and leaves the others alone", async () => {
      await fc.assert(
        fc.asyncProperty(
          problems,
          fc.constantFrom(0, 0.1),
          async ({ logits, targets }, labelSmoothing) => {
            const ignoreIndex = targets[0];
            using x = tensor(logits, { backend });
            using t = tensor(targets, int32);
            using plain = ops.crossEntropy(x, t, { labelSmoothing });
            using losses = ops.crossEntropy(x, t, { labelSmoothing, ignoreIndex });
            const all = await numbersOf(plain);
            expect(await numbersOf(losses)).toEqual(
              all.map((loss, n) => (targets[n] === ignoreIndex ? 0 : loss)),
            );
            const loss = (e: Operand) =>
              ops.sum(ops.crossEntropy(e, t, { labelSmoothing, ignoreIndex }));
            using gradient = scope(() => grad(loss)(x as Operand).value);
            const V = logits[0].length;
            (await numbersOf(gradient)).forEach((slope, i) => {
              if (targets[Math.floor(i / V)] === ignoreIndex) expect(slope).toBe(0);
            });
          },
        ),
        runs(30),
      );
    });

    test("a target of no class is refused, or on a GPU its row costs nothing", async () => {
      using x = tensor(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        { backend },
      );
      for (const target of [-2, 3]) {
        using targets = tensor([target, 0], int32);
        if (backend.name.startsWith("gpu")) {
          using losses = ops.crossEntropy(x, targets);
          const [first, second] = await numbersOf(losses);
          expect(first).toBe(0);
          expect(second).toBeGreaterThan(0);
          using ones = tensor([1, 1], { backend });
          using gradient = ops.crossEntropyVjp(x, targets, ones);
          expect((await numbersOf(gradient)).map((slope) => slope !== 0)).toEqual([
            ...[false, false, false],
            ...[true, true, true],
          ]);
        } else {
          expect(() => ops.crossEntropy(x, targets)).toThrow(
            new IndexError("crossEntropy", "indices must lie in 0…2", `${target} at position 0`),
          );
        }
      }
    });

    test("the gradient by a row of logits sums to 0: only differences of logits matter", async () => {
      await fc.assert(
        fc.asyncProperty(
          problems,
          fc.constantFrom(0, 0.1),
          async ({ logits, targets }, labelSmoothing) => {
            using x = tensor(logits, { backend });
            using t = tensor(targets, int32);
            const loss = (e: Operand) => ops.sum(ops.crossEntropy(e, t, { labelSmoothing }));
            using totals = scope(() => ops.sum(grad(loss)(x as Operand).value, { axes: [1] }));
            for (const total of await numbersOf(totals)) {
              // V weights, each off by a relative c ε (1 + max |x|), and their targets.
              expect(Math.abs(total)).toBeLessThanOrEqual(2 * bound(logits[0].length));
            }
          },
        ),
        runs(30),
      );
    });

    test("label smoothing 0.3 moves a third of it to each of three classes, as in PyTorch", async () => {
      // Probabilities 1/8, 2/8, 5/8; the smoothed target is 0.1, 0.1, 0.8.
      using x = tensor([[0, Math.log(2), Math.log(5)]], { backend });
      using t = tensor([2], int32);
      const loss = (e: Operand) => ops.sum(ops.crossEntropy(e, t, { labelSmoothing: 0.3 }));
      using value = scope(() => loss(x).value);
      const expected = 0.7 * Math.log(1.6) + 0.1 * (Math.log(8) + Math.log(4) + Math.log(1.6));
      expect(Math.abs((await numbersOf(value))[0] - expected)).toBeLessThanOrEqual(bound(3));
      using gradient = scope(() => grad(loss)(x as Operand).value);
      const slopes = [1 / 8 - 0.1, 2 / 8 - 0.1, 5 / 8 - 0.8];
      (await numbersOf(gradient)).forEach((slope, v) => {
        expect(Math.abs(slope - slopes[v])).toBeLessThanOrEqual(bound(3));
      });
    });

    test("equal logits cost log V, however smoothed", async () => {
      using x = tensor([Array.from({ length: 7 }, () => 3)], { backend });
      using t = tensor([2], int32);
      for (const labelSmoothing of [0, 0.3]) {
        using loss = ops.crossEntropy(x, t, { labelSmoothing });
        const [value] = await numbersOf(loss);
        expect(Math.abs(value - Math.log(7))).toBeLessThanOrEqual(bound(7));
      }
    });

    test("a class masked by −Infinity costs nothing where it is not the target", async () => {
      using x = tensor([[1, -Infinity, 2]], { backend });
      using t = tensor([2], int32);
      using loss = ops.crossEntropy(x, t);
      const [value] = await numbersOf(loss);
      expect(Math.abs(value - surprises([1, 2])[1])).toBeLessThanOrEqual(bound(3));
      using slopes = scope(
        () => grad((e: Operand) => ops.sum(ops.crossEntropy(e, t)))(x as Operand).value,
      );
      expect((await numbersOf(slopes))[1]).toBe(0);
    });

    test("there is a target for each row and a class at least", () => {
      using t = zeros([2], int32);
      for (const shape of [[3, 4], [2], [2, 0], []]) {
        using x = zeros(shape, { backend });
        expect(() => ops.crossEntropy(x, t)).toThrow(ShapeError);
      }
    });
  });
}

import {
  adamDefaults,
  adamUpdate,
  globalNorm,
  zeroMoments,
  type AdamOptions,
} from "@heed/attention";
import { disposeTree } from "@heed/autograd";
import { reference, tensor, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { numbersOf, readTree, type Numbers } from "../model/numbersOf.js";

/** Numbers near 1, so that neither Adam's ε nor the smallest of floats plays a part. */
const number = fc
  .tuple(fc.boolean(), fc.double({ min: 0.1, max: 10, noNaN: true }))
  .map(([isNegative, size]) => (isNegative ? -size : size));

interface Tree {
  readonly a: Operand;
  readonly b: readonly Operand[];
}

/** Three vectors of a tree, as numbers. */
const trees = fc.tuple(...[1, 2, 3].map((n) => fc.array(number, { minLength: n, maxLength: n })));

const rate = 0.01;
const epsilon = 2 ** -53;

function place([first, ...rest]: readonly number[][]): Tree {
  const vector = (numbers: number[]) => tensor(numbers, { backend: reference, dtype: "float64" });
  return { a: vector(first), b: rest.map(vector) };
}

/** Parameters and first moments after one update from moments of zero. */
async function update(
  p: readonly number[][],
  g: readonly number[][],
  options: Partial<AdamOptions>,
): Promise<{ parameters: Numbers; m: Numbers }> {
  const [parameters, gradient] = [place(p), place(g)];
  const before = { parameters, moments: zeroMoments(parameters), updates: 0 };
  const after = adamUpdate(before, gradient, rate, { ...adamDefaults, ...options });
  const found = {
    parameters: await readTree(after.parameters),
    m: await readTree(after.moments.m),
  };
  expect(after.updates).toBe(1);
  disposeTree([after, gradient]);
  return found;
}

const flat = (numbers: Numbers): number[] => Object.values(numbers).flatMap((x) => Array.from(x));

test("the global norm is that of all numbers together", async () => {
  await fc.assert(
    fc.asyncProperty(trees, async (g) => {
      const gradient = place(g);
      const { norm } = await numbersOf(() => ({ norm: globalNorm(gradient) }));
      expect(norm[0]).toBeCloseTo(Math.hypot(...g.flat()), 12);
      disposeTree(gradient);
    }),
    runs(20),
  );
});

test("clipping keeps the direction, and the norm or the limit, whichever is smaller", async () => {
  await fc.assert(
    fc.asyncProperty(trees, fc.double({ min: 0.1, max: 50, noNaN: true }), async (g, clipNorm) => {
      // From moments of zero, m = (1 − β1) c g shows what Adam was given.
      const { m } = await update(g, g, { clipNorm });
      const norm = Math.hypot(...g.flat());
      const factor = (1 - adamDefaults.beta1) * Math.min(1, clipNorm / norm);
      flat(m).forEach((value, i) => {
        expect(Math.abs(value - factor * g.flat()[i])).toBeLessThanOrEqual(8 * epsilon * norm);
      });
    }),
    runs(20),
  );
});

test("the first update moves every number by the learning rate, against its gradient", async () => {
  await fc.assert(
    fc.asyncProperty(trees, trees, async (p, g) => {
      const { parameters } = await update(p, g, { clipNorm: Infinity });
      flat(parameters).forEach((after, i) => {
        const expected = p.flat()[i] - rate * Math.sign(g.flat()[i]);
        // ε = 1e-8 beside a gradient of at least 0.1 takes a share of at most 1e-7.
        expect(Math.abs(after - expected)).toBeLessThanOrEqual(rate * 1.001e-7);
      });
    }),
    runs(20),
  );
});

test("a gradient of zero changes nothing but what weight decay takes", async () => {
  await fc.assert(
    fc.asyncProperty(trees, fc.constantFrom(0, 0.1), async (p, weightDecay) => {
      const nought = p.map((vector) => vector.map(() => 0));
      const { parameters } = await update(p, nought, { weightDecay });
      const expected = p.flat().map((value) => value - rate * (weightDecay * value));
      expect(flat(parameters)).toEqual(expected);
    }),
    runs(20),
  );
});

test("an update frees the parameters and moments before it, and nothing else", () => {
  const start = { ...reference.live };
  const parameters = place([[1], [2, 3], [4]]);
  const gradient = place([[1], [1, 1], [1]]);
  let state = { parameters, moments: zeroMoments(parameters), updates: 0 };
  const before = { ...reference.live };
  for (let i = 0; i < 3; i++) state = adamUpdate(state, gradient, rate, adamDefaults);
  expect({ ...reference.live }).toEqual(before);
  expect(parameters.a.value.isDisposed).toBe(true);
  disposeTree([state, gradient]);
  expect({ ...reference.live }).toEqual(start);
});

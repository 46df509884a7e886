import {
  choose,
  optimize,
  optimizers,
  zeroSlots,
  type Choice,
  type Optimized,
  type OptimizerName,
} from "@heed/attention";
import { disposeTree, leavesOf } from "@heed/autograd";
import { ones, reference, scope, tensor, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../../support/runs.js";
import { readTree, type Numbers } from "../model/numbersOf.js";

/** Numbers near 1, so that neither an optimizer's ε nor the smallest of floats plays a part. */
const number = fc
  .tuple(fc.boolean(), fc.double({ min: 0.1, max: 10, noNaN: true }))
  .map(([isNegative, size]) => (isNegative ? -size : size));

interface Tree {
  readonly a: Operand;
  readonly b: readonly Operand[];
}

/** Three vectors of a tree, as numbers. */
const trees = fc.tuple(...[1, 2, 3].map((n) => fc.array(number, { minLength: n, maxLength: n })));

const at = { backend: reference, dtype: "float64" } as const;
const learningRate = 0.01;
const epsilon = 2 ** -53;
const names = Object.keys(optimizers) as OptimizerName[];

function place([first, ...rest]: readonly number[][]): Tree {
  const vector = (numbers: number[]) => tensor(numbers, at);
  return { a: vector(first), b: rest.map(vector) };
}

const start = (name: OptimizerName, parameters: Tree): Optimized<Tree> => ({
  parameters,
  slots: zeroSlots(optimizers[name], parameters),
});

/** Update `step`; what was before is freed. */
function advance(
  choice: Choice<OptimizerName>,
  before: Optimized<Tree>,
  gradient: Tree,
  step: number,
): Optimized<Tree> {
  const after = scope(() =>
    optimize(choice, before, gradient, { learningRate, step, clip: ones([], at) }),
  );
  disposeTree(before);
  return after;
}

/** Parameters after updates by the same gradient. */
async function updated(
  choice: Choice<OptimizerName>,
  p: readonly number[][],
  g: readonly number[][],
  updates = 1,
): Promise<number[]> {
  const gradient = place(g);
  let state = start(choice.name, place(p));
  for (let step = 1; step <= updates; step++) state = advance(choice, state, gradient, step);
  const found = flat(await readTree(state.parameters));
  disposeTree([state, gradient]);
  return found;
}

const flat = (numbers: Numbers): number[] => Object.values(numbers).flatMap((x) => Array.from(x));

describe.each(names)("%s", (name) => {
  const choice = choose(optimizers, name);

  test("moves every number against its gradient", async () => {
    await fc.assert(
      fc.asyncProperty(trees, async (g) => {
        const nought = g.map((vector) => vector.map(() => 0));
        const after = await updated(choice, nought, g, 3);
        expect(after.map(Math.sign)).toEqual(g.flat().map((value) => -Math.sign(value)));
      }),
      runs(20),
    );
  });

  test("changes each number without a look at the others", async () => {
    await fc.assert(
      fc.asyncProperty(trees, trees, async (p, g) => {
        const whole = await updated(choice, p, g, 2);
        const alone = await Promise.all(
          p.flat().map((value, i) => updated(choice, [[value]], [[g.flat()[i]]], 2)),
        );
        expect(alone.flat()).toEqual(whole);
      }),
      runs(10),
    );
  });

  test("makes slots of the parameters' shapes, and frees nothing but what it made on the way", () => {
    const before = { ...reference.live };
    const parameters = place([[1], [2, 3], [4]]);
    const gradient = place([[1], [1, 1], [1]]);
    let state = start(name, parameters);
    expect(Object.keys(state.slots)).toEqual(optimizers[name].slots);
    const shapes = (tree: Tree) => leavesOf(tree).map(({ operand }) => operand.shape);
    for (const slot of Object.values(state.slots)) expect(shapes(slot)).toEqual(shapes(parameters));
    const live = { ...reference.live };
    for (let step = 1; step <= 3; step++) state = advance(choice, state, gradient, step);
    expect({ ...reference.live }).toEqual(live);
    disposeTree([state, gradient]);
    expect({ ...reference.live }).toEqual(before);
  });
});

test.each(["adam", "adamw"] as const)(
  "the first update of %s moves every number by the learning rate, against its gradient",
  async (name) => {
    const choice = choose(optimizers, name, name === "adamw" ? { weightDecay: 0 } : {});
    await fc.assert(
      fc.asyncProperty(trees, trees, async (p, g) => {
        (await updated(choice, p, g)).forEach((after, i) => {
          const expected = p.flat()[i] - learningRate * Math.sign(g.flat()[i]);
          // ε = 1e-8 beside a gradient of at least 0.1 takes a share of at most 1e-7.
          expect(Math.abs(after - expected)).toBeLessThanOrEqual(learningRate * 1.001e-7);
        });
      }),
      runs(20),
    );
  },
);

test("a gradient of zero changes nothing but what weight decay takes", async () => {
  await fc.assert(
    fc.asyncProperty(trees, async (p) => {
      const nought = p.map((vector) => vector.map(() => 0));
      for (const name of names) {
        const decay = name === "adamw" ? 0.1 : 0;
        const choice = choose(optimizers, name, decay === 0 ? {} : { weightDecay: decay });
        const expected = p.flat().map((value) => value - learningRate * (decay * value));
        expect(await updated(choice, p, nought)).toEqual(expected);
      }
    }),
    runs(20),
  );
});

test("momentum without momentum is gradient descent", async () => {
  await fc.assert(
    fc.asyncProperty(trees, trees, async (p, g) => {
      const still = choose(optimizers, "momentum", { momentum: 0 });
      const plain = await updated(choose(optimizers, "sgd"), p, g, 3);
      expect(await updated(still, p, g, 3)).toEqual(plain);
    }),
    runs(20),
  );
});

test("momentum rolls on by up to 1 / (1 − μ) gradients an update", async () => {
  const choice = choose(optimizers, "momentum", { momentum: 0.5 });
  const [before] = await updated(choice, [[0]], [[1]], 59);
  const [after] = await updated(choice, [[0]], [[1]], 60);
  // μ^60 is below the roundings of the 60 updates.
  expect(Math.abs(before - after - 2 * learningRate)).toBeLessThanOrEqual(60 * epsilon);
});

test("Adadelta's steps do not depend on the unit of the loss", async () => {
  const choice = choose(optimizers, "adadelta", { epsilon: 1e-20 });
  const small = await updated(choice, [[0]], [[1]], 20);
  const large = await updated(choice, [[0]], [[1000]], 20);
  expect(Math.abs(small[0] / large[0] - 1)).toBeLessThanOrEqual(1e-12);
});

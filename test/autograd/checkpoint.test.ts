/**
 * @file Checkpoints: the same numbers, bit for bit, from less memory. That this holds for every
 * operator, cell and score is in test/testing/laws.
 */
import { checkpoint, grad, leavesOf, valueAndGrad, variable, Variable } from "@heed/autograd";
import {
  DerivativeError,
  ops,
  reference as backend,
  scope,
  ShapeError,
  tensor,
  type Operand,
  type Tensor,
} from "@heed/tensor";
import { checkpointing } from "@heed/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../support/runs.js";

const at = { backend, dtype: "float64" } as const;
const operand = (numbers: number | number[] | number[][]): Tensor => tensor(numbers, at);
const read = (x: Operand): unknown => x.value.toArray();

function back(loss: Operand): void {
  if (!(loss instanceof Variable)) throw new Error("the loss was not recorded");
  loss.backward();
}

/** relu(… relu(x W) … W), `steps` times: whole numbers stay whole, so that sums may group as they like. */
function chain(steps: number, wrap: (f: Step) => Step): (p: Parameters<Step>[0]) => Operand {
  const step = wrap(({ x, W }) => ops.relu(ops.matmul(x, W)));
  return ({ x, W }) => {
    let state = x;
    for (let i = 0; i < steps; i++) state = step({ x: state, W });
    return state;
  };
}
type Step = (p: { x: Operand; W: Operand }) => Operand;

const plain = (f: Step): Step => f;
const start = () => ({
  x: operand([[1, -1, 3]]),
  W: operand([
    [1, 2, -1],
    [0, -1, 2],
    [2, 1, 1],
  ]),
});

describe("a checkpoint", () => {
  test("keeps of a chain what its links are given, and nothing of what they do", () => {
    const [kept, all] = [checkpoint<{ x: Operand; W: Operand }>, plain].map((wrap) =>
      scope(() => {
        const { x, W } = start();
        const given = { x: variable(x), W: variable(W) };
        const before = backend.live.storages;
        const end = chain(10, wrap)(given);
        const after = backend.live.storages - before;
        back(ops.sum(end));
        return after;
      }),
    );
    // A product and what is left of it each, or one state each.
    expect(all).toBe(20);
    expect(kept).toBe(10);
  });

  test("of a whole chain keeps its end alone, and gives back all that it computes again", () => {
    scope(() => {
      const given = { x: variable(start().x), W: variable(start().W) };
      const before = { ...backend.live };
      const end = checkpoint(chain(10, plain))(given);
      expect(backend.live.storages).toBe(before.storages + 1);
      const loss = ops.sum(end);
      back(loss);
      // The end, the loss, and two gradients.
      expect(backend.live.storages).toBe(before.storages + 4);
      given.x.grad?.value.dispose();
      given.W.grad?.value.dispose();
      loss.value.dispose();
      end.value.dispose();
      expect(backend.live).toEqual(before);
    });
  });

  test("inside checkpoints changes nothing either, to second order", () => {
    const nested = checkpoint((p: { x: Operand; W: Operand }) => {
      const half = chain(2, checkpoint);
      return checkpoint(half)({ x: half(p), W: p.W });
    });
    const gradients = (f: Step) =>
      scope(() => {
        const loss = (p: { x: Operand; W: Operand }) => ops.sum(f(p));
        const { value, gradient } = valueAndGrad(loss)(start());
        const norm = (p: { x: Operand; W: Operand }) => ops.sumSquares(grad(loss)(p).W);
        return [value, gradient, grad(norm)(start())]
          .flatMap((tree) => leavesOf(tree))
          .map(({ operand }) => read(operand));
      });
    expect(gradients(nested)).toEqual(gradients(chain(4, plain)));
  });

  test("takes ids and masks beside floats: the gradient goes past them", () => {
    scope(() => {
      const ids = tensor([1, 1, 0], { backend, dtype: "int32" });
      const rows = ({ table, ids }: { table: Operand; ids: Operand }) =>
        ops.square(ops.gatherRows(table, ids));
      const loss = checkpoint((p: { table: Operand; ids: Operand }) => ops.sum(rows(p)));
      const table = variable(operand([[3], [5], [7]]));
      back(loss({ table, ids }));
      expect(table.grad && read(table.grad)).toEqual([[6], [20], [0]]);
      expect(checkpointing(rows, { table: table.value, ids })).toBeUndefined();
    });
  });

  test("of a tree keeps its form, and what is no operand in it", () => {
    scope(() => {
      const scaled = checkpoint(({ layers, by }: { layers: { w: Operand }[]; by: number }) =>
        ops.mul(ops.add(layers[0].w, layers[1].w), by),
      );
      const p = { layers: [{ w: operand([1, 2]) }, { w: operand([3, 4]) }], by: 10 };
      const { value, gradient } = valueAndGrad((q: typeof p) => ops.sum(scaled(q)))(p);
      expect(read(value)).toBe(100);
      expect(gradient.layers.map(({ w }) => read(w))).toEqual([
        [10, 10],
        [10, 10],
      ]);
    });
  });

  test("adds up the gradients of an operand that it is given twice", () => {
    scope(() => {
      const x = variable(operand([2, 3]));
      const product = checkpoint(([a, b]: Operand[]) => ops.mul(a, ops.square(b)));
      back(ops.sum(product([x, x])));
      expect(x.grad && read(x.grad)).toEqual([12, 27]);
    });
  });

  test("may return its argument, or what does not depend on it", () => {
    scope(() => {
      const x = variable(operand([2, 3]));
      const constant = operand([7, 8]);
      back(ops.sum(ops.mul(checkpoint((y: Operand) => y)(x), 5)));
      back(ops.sum(checkpoint<Operand>(() => constant)(x)));
      expect(x.grad && read(x.grad)).toEqual([5, 5]);
    });
  });

  test("does nothing to plain tensors, which nobody differentiates by", () => {
    using x = operand([1, 2]);
    const before = { ...backend.live };
    const y = checkpoint((z: Operand) => ops.exp(ops.exp(z)))(x);
    expect(y).not.toBeInstanceOf(Variable);
    expect(backend.live.storages).toBe(before.storages + 1);
    y.value.dispose();
    expect(backend.live).toEqual(before);
  });

  test("of random chains changes no bit of value, gradient or second gradient", () => {
    const steps: ((x: Operand) => Operand)[] = [
      (x) => ops.tanh(x),
      (x) => ops.mul(x, ops.sigmoid(x)),
      (x) => ops.softmax(x),
      (x) => ops.add(x, ops.flip(x, { axes: [1] })),
      (x) => ops.dropout(x, { rate: 0.5, seed: 3 }),
      (x) => checkpoint((y: Operand) => ops.square(ops.relu(y)))(x),
    ];
    const chains = fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(chains, (links) => {
        const f = (x: Operand) => links.reduce((y, link) => link(y), x);
        const miss = scope(() => checkpointing(f, operand([[0.5, -1, 2, 0.25]])));
        expect(miss).toBeUndefined();
      }),
      runs(30),
    );
  });

  test("refuses what depends on a variable that is not its argument", () => {
    scope(() => {
      const [x, other] = [variable(operand([1])), variable(operand([2]))];
      const careless = checkpoint((y: Operand) => ops.mul(y, other));
      const words =
        "checkpoint: what the function is differentiated by must be its argument; " +
        "got a value that depends on another variable";
      expect(() => careless(x)).toThrow(DerivativeError);
      expect(() => careless(x)).toThrow(words);
      expect(() => careless(x.value)).toThrow(words);
      // A constant is none.
      const careful = checkpoint((y: Operand) => ops.mul(y, other.detach()));
      expect(read(careful(x))).toEqual([2]);
    });
  });

  test("frees what it made when its function fails", () => {
    using x = operand([1, 2]);
    const before = { ...backend.live };
    const failing = checkpoint((y: Operand) => ops.matmul(ops.exp(y), y));
    expect(() => failing(x)).toThrow(ShapeError);
    expect(() => failing(variable(x))).toThrow(ShapeError);
    expect(backend.live).toEqual(before);
  });
});

/**
 * @file The tape read backwards: long ones, branching ones, and what is left alive afterwards.
 */
import { backpropagate, noGrad, variable, Variable } from "@heed/autograd";
import {
  callable,
  defineOp,
  DerivativeError,
  operators,
  ops,
  reference as backend,
  scope,
  ShapeError,
  tensor,
  zeros,
  type Operand,
} from "@heed/tensor";
import { describe, expect, test } from "vitest";

const at = { backend, dtype: "float64" } as const;
const leaf = (numbers: number | number[] | number[][]): Variable => variable(tensor(numbers, at));
const read = (x: Operand | undefined): unknown => x?.value.toArray();

describe("the reverse pass", () => {
  test("goes back through 10,000 steps of a recurrence, without a recursion", () => {
    scope(() => {
      const x = leaf(0.5);
      const steps = 10_000;
      let state: Variable = x;
      for (let t = 0; t < steps; t++) state = ops.mul(state, 1.0001);
      state.backward();
      // Each product and each step back is rounded once: relative to their number, ε each.
      expect(Math.abs((read(x.grad) as number) / 1.0001 ** steps - 1)).toBeLessThan(
        steps * 2 ** -52,
      );
    });
  });

  test("adds what comes back along every way: a shared part is gone through once", () => {
    scope(() => {
      const x = leaf(3);
      let y: Variable = x;
      // 2^60 paths lead from y to x, and 60 nodes.
      for (let i = 0; i < 60; i++) y = ops.add(y, y);
      const before = backend.live.storages;
      y.backward();
      expect(read(x.grad)).toBe(2 ** 60);
      expect(backend.live.storages).toBe(before + 1);
    });
  });

  test("goes only where a gradient is wanted: what leads elsewhere need not have a derivative", () => {
    const opaque = callable(
      defineOp({
        ...operators.exp,
        name: "opaque",
        vjp: () => {
          throw new Error("asked");
        },
      }),
    );
    scope(() => {
      const [x, y] = [leaf(1), leaf(2)];
      const product = ops.mul(x, opaque(y));
      expect(read(backpropagate([product], [tensor(1, at)], [x])[0])).toBeCloseTo(Math.exp(2), 12);
      expect(() => backpropagate([product], [tensor(1, at)], [y])).toThrow("asked");
    });
  });

  test("takes a cotangent for each of several results, also twice for the same one", () => {
    scope(() => {
      const x = leaf([1, 2]);
      const [square, cube] = [ops.square(x), ops.mul(x, ops.square(x))];
      const [gradient] = backpropagate(
        [square, cube, square],
        [tensor([1, 1], at), tensor([0, 10], at), tensor([5, 0], at)],
        [x],
      );
      // (1 + 5) · 2x + 0, and 1 · 2x + 10 · 3x².
      expect(read(gradient)).toEqual([12, 124]);
    });
  });

  test("fills in zeros for the results of a node that nothing depends on", () => {
    scope(() => {
      const x = leaf([1, 2, 3, 4]);
      const [, tail] = ops.split(x, { axis: 0, sizes: [1, 3] });
      ops.sum(ops.square(tail)).backward();
      expect(read(x.grad)).toEqual([0, 4, 6, 8]);
    });
  });

  test("gives gradients by what was made on the way, too", () => {
    scope(() => {
      const x = leaf(2);
      const y = ops.square(x);
      const z = ops.square(y);
      const [byY, byX, byZ] = backpropagate([z], [tensor(1, at)], [y, x, z]);
      expect([byY, byX, byZ].map(read)).toEqual([8, 32, 1]);
    });
  });

  test("knows nothing of what the results do not depend on", () => {
    scope(() => {
      const [x, other] = [leaf(2), leaf(3)];
      expect(backpropagate([ops.square(x)], [tensor(1, at)], [other])).toEqual([undefined]);
    });
  });

  test("leaves nothing alive but the gradients, whatever the operators on the way", () => {
    using a = tensor([[1, 2, 3]], at);
    using b = tensor([[0.5], [1], [2]], at);
    using ids = tensor([0, 0], { backend, dtype: "int32" });
    scope(() => {
      const [x, y] = [variable(a), variable(b)];
      const rows = ops.gatherRows(ops.matmul(y, x), ids);
      const loss = ops.add(
        ops.sum(ops.mul(ops.softmax(ops.add(x, y)), 3)),
        ops.sum(ops.layerNorm(rows, ops.reshape(x, { shape: [3] }), tensor([1, 1, 1], at))),
      );
      const before = { ...backend.live };
      using one = tensor(1, at);
      const gradients = backpropagate([loss], [one], [x, y]);
      expect(backend.live.storages).toBeLessThanOrEqual(before.storages + 3);
      for (const gradient of gradients) gradient?.value.dispose();
      one.dispose();
      expect(backend.live).toEqual(before);
      loss.backward();
      loss.backward();
      x.grad?.value.dispose();
      y.grad?.value.dispose();
      expect(backend.live).toEqual(before);
    });
  });

  test("frees the gradients of constants that a rule gives unasked", () => {
    scope(() => {
      const state = leaf([[0.1, 0.2]]);
      const projections = tensor([[1, 2, 3, 4, 5, 6]], at);
      const next = ops.gruGates(projections, projections, state);
      using cotangent = tensor([[1, 1]], at);
      const before = backend.live.storages;
      const gradients = backpropagate([next], [cotangent], [state]);
      expect(gradients).toHaveLength(1);
      expect(backend.live.storages).toBe(before + 1);
    });
  });
});

describe("what cannot be differentiated says so", () => {
  test("an operator without a derivative, by its name and its reason", () => {
    scope(() => {
      const p = leaf([1, 2]);
      const settings = { learningRate: 0.1, beta1: 0.9, beta2: 0.9, epsilon: 1e-8 };
      const [next] = ops.adam(p, p, p, p, tensor(1, at), { ...settings, weightDecay: 0, step: 1 });
      const message =
        "adam: it must have a derivative to be trained through; " +
        "got none: an optimiser's step is not trained through";
      expect(() => ops.sum(next).backward()).toThrow(DerivativeError);
      expect(() => ops.sum(next).backward()).toThrow(message);
      expect(() => ops.sum(next).backward({ createGraph: true })).toThrow(message);
    });
  });

  test("a loss that is not one number, and a cotangent of another shape", () => {
    scope(() => {
      const x = leaf([1, 2]);
      expect(() => x.backward()).toThrow("backward: the loss must be one number; got (2)");
      expect(() => backpropagate([x], [tensor(1, at)], [x])).toThrow(
        "backward: a cotangent must have its output's shape; got () for (2)",
      );
    });
  });

  test("a variable of integers", () => {
    using ids = zeros([2], { backend, dtype: "int32" });
    expect(() => variable(ids)).toThrow("variable: its elements must be floats; got int32");
  });

  test("a rule that returns a gradient of another shape", () => {
    const careless = callable(
      defineOp({ ...operators.exp, name: "careless", vjp: (_, o) => [o.sum(tensor([1], at))] }),
    );
    scope(() => {
      const y = ops.sum(careless(leaf([1, 2])));
      expect(() => y.backward()).toThrow(ShapeError);
      expect(() => y.backward()).toThrow(
        "careless: the derivative's rule must return gradients of its operands' shapes; " +
          "got () for (2)",
      );
    });
  });

  test("a result that was made without a tape", () => {
    scope(() => {
      const y = noGrad(() => ops.square(leaf(3)));
      expect(y.tracked).toBe(false);
      expect(read(y)).toBe(9);
    });
  });
});

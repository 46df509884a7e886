/**
 * @file Joint gradients: what an operator finds for several applications at once is the sum of what
 * its rule finds for each. On whole numbers in float64, where both are exact.
 */
import { grad } from "@heed/autograd";
import { ops, reference as backend, scope, tensor, type Operand, type Shape } from "@heed/tensor";
import { shape as shapes } from "@heed/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { wholeTensor } from "../support/integers.js";

const at = { backend, dtype: "float64" } as const;

const wholeOf = (shape: Shape, seed: number): Operand =>
  wholeTensor(shape, seed, backend, "float64");

/** Σ c ∘ (a w), for one application to w. */
interface Application {
  readonly a: Operand;
  readonly c: Operand;
}

const applied = (w: Operand, { a, c }: Application): Operand =>
  ops.sum(ops.mul(c, ops.matmul(a, w)));

/** A weight (batch, K, N), and matrices of any number of rows that it is multiplied by. */
const weights = fc.record({
  batch: shapes({ minRank: 0, maxRank: 2, minSize: 1, maxSize: 3 }),
  K: fc.integer({ min: 1, max: 4 }),
  N: fc.integer({ min: 1, max: 4 }),
  rows: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 }),
  // What else stands before the rows: broadcast where the weight has a batch, more rows where not.
  more: fc.integer({ min: 0, max: 1 }),
  seed: fc.nat(),
});

test("a weight of many products gets the sum of what it gets from each", () => {
  fc.assert(
    fc.property(weights, ({ batch, K, N, rows, more, seed }) => {
      const live = backend.live.storages;
      scope(() => {
        const w = wholeOf([...batch, K, N], seed);
        const applications = rows.map((M, t) => {
          const before = [...Array.from({ length: more }, () => 2), ...batch];
          return {
            a: wholeOf([...before, M, K], seed + 2 * t + 1),
            c: wholeOf([...before, M, N], seed + 2 * t + 2),
          };
        });
        const together = grad((x: Operand) =>
          applications.map((one) => applied(x, one)).reduce((sum, term) => ops.add(sum, term)),
        )(w);
        const each = applications.map((one) => grad((x: Operand) => applied(x, one))(w));
        const sum = each.reduce((total, one) => ops.add(total, one));
        expect(together.value.toArray()).toEqual(sum.value.toArray());
      });
      expect(backend.live.storages).toBe(live);
    }),
  );
});

test("so do the weight and the bias of an affine map, whichever of them is shared", () => {
  const maps = fc.record({
    K: fc.integer({ min: 0, max: 4 }),
    N: fc.integer({ min: 1, max: 4 }),
    rows: fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 2 }), {
      minLength: 2,
      maxLength: 5,
    }),
    shares: fc.constantFrom("both", "weight", "bias"),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(maps, ({ K, N, rows, shares, seed }) => {
      const live = backend.live.storages;
      scope(() => {
        const parameters = [wholeOf([K, N], seed), wholeOf([N], seed + 1)];
        const steps = rows.map((leading, t) => ({
          x: wholeOf([...leading, K], seed + 2 * t + 2),
          c: wholeOf([...leading, N], seed + 2 * t + 3),
        }));
        const term = ([w, b]: readonly Operand[], t: number): Operand => {
          const { x, c } = steps[t];
          const weight = shares === "bias" ? ops.mul(w, t + 1) : w;
          const bias = shares === "weight" ? ops.mul(b, t + 1) : b;
          return ops.sum(ops.mul(c, ops.affine(x, weight, bias)));
        };
        const total = (p: readonly Operand[]): Operand =>
          steps.map((_, t) => term(p, t)).reduce((sum, one) => ops.add(sum, one));
        const together = grad(total)(parameters);
        const each = steps.map((_, t) => grad((p: readonly Operand[]) => term(p, t))(parameters));
        together.forEach((gradient, i) => {
          const sum = each.map((one) => one[i]).reduce((before, one) => ops.add(before, one));
          expect(gradient.value.toArray()).toEqual(sum.value.toArray());
        });
      });
      expect(backend.live.storages).toBe(live);
    }),
  );
});

test("a product that the result does not depend on adds nothing, and holds nothing up", () => {
  scope(() => {
    const a = tensor([[1, 2]], at);
    const w = tensor([[3], [4]], at);
    const f = (x: Operand): Operand => {
      const [used, unused] = ops.split(
        ops.concat([ops.matmul(a, x), ops.matmul(ops.mul(a, 10), x)], { axis: 0 }),
        { axis: 0, sizes: [1, 1] },
      );
      ops.matmul(unused, used);
      return ops.sum(used);
    };
    expect(grad(f)(w).value.toArray()).toEqual([[1], [2]]);
  });
});

test("a weight that is made of others hands its joint gradient on to them", () => {
  scope(() => {
    const w = tensor([[1], [2]], at);
    const f = (x: Operand): Operand => {
      const twice = ops.mul(x, 2);
      const first = ops.matmul(tensor([[1, 10]], at), twice);
      return ops.sum(ops.add(first, ops.matmul(tensor([[100, 1000]], at), twice)));
    };
    expect(grad(f)(w).value.toArray()).toEqual([[202], [2020]]);
  });
});

test("the second derivative is that of the sum", () => {
  scope(() => {
    const w = tensor([[2]], at);
    // (w²)(w) + (3)(w): w³ + 3w, whose second derivative is 6w.
    const f = (x: Operand): Operand =>
      ops.sum(ops.add(ops.matmul(ops.matmul(x, x), x), ops.matmul(tensor([[3]], at), x)));
    expect(grad((x: Operand) => ops.sum(grad(f)(x)))(w).value.toArray()).toEqual([[12]]);
  });
});

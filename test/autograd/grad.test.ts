/**
 * @file Derivatives of functions against what analysis knows: polynomials, chain and product
 * rules, trees of parameters, derivatives of derivatives.
 */
import { grad, leavesOf, mapTree, valueAndGrad, vjp } from "@heed/autograd";
import { ops, reference as backend, scope, tensor, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../support/runs.js";

const at = { backend, dtype: "float64" } as const;
const operand = (numbers: number | number[] | number[][]): Operand => tensor(numbers, at);
const read = (x: Operand): unknown => x.value.toArray();
type Scalar = (x: Operand) => Operand;

const points = fc.double({ min: -2, max: 2, noNaN: true });

/** Within the rounding of a few operations on numbers of this size. */
function expectNear(actual: number, expected: number, size = 1): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(64 * 2 ** -53 * Math.max(1, size));
}

describe("grad", () => {
  test("of a polynomial is its derivative, to any order", () => {
    fc.assert(
      fc.property(fc.array(points, { minLength: 1, maxLength: 5 }), points, (coefficients, x) => {
        const horner: Scalar = (t) =>
          coefficients.reduceRight<Operand>((sum, a) => ops.add(ops.mul(sum, t), a), ops.mul(t, 0));
        let f = horner;
        let exact = coefficients;
        for (let order = 1; order <= 3; order++) {
          f = grad(f);
          exact = exact.slice(1).map((a, i) => a * (i + 1));
          const value = exact.reduceRight((sum, a) => sum * x + a, 0);
          const size = exact.reduceRight((sum, a) => sum * Math.abs(x) + Math.abs(a), 0);
          expectNear(
            scope(() => f(operand(x)).value.item()),
            value,
            size,
          );
        }
      }),
      runs(50),
    );
  });

  test("of a composed function twice is what calculus says: f = tanh(x²)", () => {
    fc.assert(
      fc.property(points, (x) => {
        const f: Scalar = (t) => ops.tanh(ops.square(t));
        const y = Math.tanh(x * x);
        const s = 1 - y * y;
        // f' = 2x s, f'' = 2s − 8x² y s.
        expectNear(
          scope(() => grad(f)(operand(x)).value.item()),
          2 * x * s,
        );
        expectNear(
          scope(() => grad(grad(f))(operand(x)).value.item()),
          2 * s - 8 * x * x * y * s,
          32,
        );
      }),
      runs(50),
    );
  });

  test("is linear, and obeys the product rule", () => {
    fc.assert(
      fc.property(points, points, (x, a) => {
        const [f, g]: Scalar[] = [(t) => ops.tanh(t), (t) => ops.exp(t)];
        const slope = (h: Scalar): number => scope(() => grad(h)(operand(x)).value.item());
        const value = (h: Scalar): number => scope(() => h(operand(x)).value.item());
        expectNear(
          slope((t) => ops.add(ops.mul(f(t), a), g(t))),
          a * slope(f) + slope(g),
          16,
        );
        expectNear(
          slope((t) => ops.mul(f(t), g(t))),
          slope(f) * value(g) + value(f) * slope(g),
          16,
        );
      }),
      runs(50),
    );
  });

  test("by a tree has the tree's form, and zeros where nothing depends on a leaf", () => {
    scope(() => {
      const parameters = {
        layers: [{ w: operand([1, 2]), name: "first" }],
        unused: operand([[7]]),
      };
      const { value, gradient } = valueAndGrad((p: typeof parameters) =>
        ops.sum(ops.square(p.layers[0].w)),
      )(parameters);
      expect(value.value.item()).toBe(5);
      expect(gradient.layers[0].name).toBe("first");
      expect(read(gradient.layers[0].w)).toEqual([2, 4]);
      expect(read(gradient.unused)).toEqual([[0]]);
    });
  });

  test("can be differentiated by what its function takes from around it", () => {
    scope(() => {
      const x = operand([3, 4]);
      // The gradient of Σ x² w by x is 2 x w, and the sum of that has the gradient 2 x by w.
      const slope = (w: Operand) =>
        ops.sum(grad((y: Operand) => ops.sum(ops.mul(ops.square(y), w)))(x));
      expect(read(grad(slope)(operand([5, 7])))).toEqual([6, 8]);
      // Also of its value alone.
      const value = (w: Operand) => valueAndGrad((y: Operand) => ops.sum(ops.mul(y, w)))(x).value;
      expect(read(grad(value)(operand([5, 7])))).toEqual([3, 4]);
    });
  });

  test("of a constant is zero", () => {
    scope(() => {
      const constant = operand(1);
      expect(read(grad<Operand>(() => constant)(operand([2, 3])))).toEqual([0, 0]);
      expect(read(grad(grad((x: Operand) => ops.mul(x, 5)))(operand(2)))).toBe(0);
    });
  });

  test("of a function of a gradient: the Hessian of xᵀ A x is A + Aᵀ", () => {
    scope(() => {
      const A = operand([
        [1, 2],
        [3, 5],
      ]);
      const f: Scalar = (x) => {
        const row = ops.unsqueeze(x, { axis: 0 });
        return ops.sum(ops.mul(ops.matmul(row, A), row));
      };
      const hessianTimes = (v: number[]): unknown => {
        const along: Scalar = (x) => ops.sum(ops.mul(grad(f)(x), operand(v)));
        return read(grad(along)(operand([0.3, -0.7])));
      };
      expect(hessianTimes([1, 0])).toEqual([2, 5]);
      expect(hessianTimes([0, 1])).toEqual([5, 10]);
    });
  });

  test("of a gradient penalty goes through the fused operators as well", () => {
    scope(() => {
      const targets = tensor([1], { backend, dtype: "int32" });
      const penalty: Scalar = (x) =>
        ops.sumSquares(grad((e: Operand) => ops.sum(ops.crossEntropy(e, targets)))(x));
      const x = [0.3, -0.2, 0.9];
      const exact = read(grad(penalty)(operand([x]))) as number[][];
      const z = Math.log(x.reduce((sum, e) => sum + Math.exp(e), 0));
      const p = x.map((e) => Math.exp(e - z));
      const g = p.map((w, i) => w - (i === 1 ? 1 : 0));
      // d/dx_j Σ g_i² = 2 Σ_i g_i p_i ([i = j] − p_j).
      const inner = g.reduce((sum, slope, i) => sum + slope * p[i], 0);
      exact[0].forEach((slope, j) => expectNear(slope, 2 * p[j] * (g[j] - inner)));
    });
  });
});

describe("vjp", () => {
  test("is linear in the cotangent, and can pull back as often as one likes", () => {
    scope(() => {
      const { value, pullback } = vjp((x: Operand) => ops.exp(x))(operand([0, 1]));
      expect(read(value)).toEqual([1, Math.E]);
      expect(read(pullback(operand([1, 0])))).toEqual([1, 0]);
      expect(read(pullback(operand([2, 3])))).toEqual([2, 3 * Math.E]);
    });
  });

  test("leaves nothing alive inside a scope but what is returned", () => {
    using x = tensor([1, 2], at);
    const before = { ...backend.live };
    const { value, gradient } = scope(() => valueAndGrad((t: Operand) => ops.sum(ops.exp(t)))(x));
    expect(backend.live.storages).toBe(before.storages + 2);
    value.value.dispose();
    gradient.value.dispose();
    expect(backend.live).toEqual(before);
  });
});

describe("a tree", () => {
  const tree = () => ({ b: [operand(1), operand(2)], a: { c: operand(3) }, note: "kept", n: 4 });

  test("names its leaves by their paths, in the order of its keys", () => {
    scope(() => {
      expect(leavesOf(tree()).map(({ path, operand: x }) => [path, read(x)])).toEqual([
        ["b.0", 1],
        ["b.1", 2],
        ["a.c", 3],
      ]);
    });
  });

  test("maps leaf by leaf, and keeps what is no operand as it is", () => {
    scope(() => {
      const bytes = new Uint8Array([1, 2]);
      const when = new Date(0);
      const mapped = mapTree({ ...tree(), bytes, when }, (x) => ops.neg(x as never));
      expect(leavesOf(mapped).map(({ operand: x }) => read(x))).toEqual([-1, -2, -3]);
      expect(mapped.note).toBe("kept");
      expect(mapped.bytes).toBe(bytes);
      expect(mapped.when).toBe(when);
    });
  });
});

/**
 * @file Forward derivatives against what analysis knows, and against the gradients of each result.
 */
import { grad, jvp, variable, vjp } from "@heed/autograd";
import { ops, reference as backend, scope, ShapeError, tensor, type Operand } from "@heed/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../support/runs.js";

const at = { backend, dtype: "float64" } as const;
const operand = (numbers: number | number[] | number[][]): Operand => tensor(numbers, at);
const read = (x: Operand): unknown => x.value.toArray();

const whole = fc.integer({ min: -9, max: 9 });
const pair = fc.tuple(whole, whole, whole);

describe("jvp", () => {
  test("of a product of whole numbers is the product rule, exactly", () => {
    fc.assert(
      fc.property(pair, pair, pair, pair, (a, b, dA, dB) => {
        const product = ({ a, b }: { a: Operand; b: Operand }) => ops.mul(a, b);
        const [p, t] = [
          { a: operand(a), b: operand(b) },
          { a: operand(dA), b: operand(dB) },
        ];
        const { value, tangent } = jvp(product)(p, t);
        // Plus 0: a product with a negative 0 is one.
        const plain = (x: Operand) => (read(x) as number[]).map((y) => y + 0);
        expect(plain(value)).toEqual(a.map((x, i) => x * b[i] + 0));
        expect(plain(tangent)).toEqual(a.map((x, i) => dA[i] * b[i] + x * dB[i] + 0));
      }),
      runs(30),
    );
  });

  test("of a linear map is the map itself, at the tangent", () => {
    scope(() => {
      const W = operand([
        [1, 2, 3],
        [-4, 5, 6],
      ]);
      const map = (x: Operand) => ops.matmul(x, W);
      const [x, t] = [operand([[0.5, 0.25]]), operand([[3, -2]])];
      expect(read(jvp(map)(x, t).tangent)).toEqual(read(map(t)));
    });
  });

  test("is J t, row by row the gradient of one result along t", () => {
    const f = (x: Operand) => ops.softmax(ops.mul(ops.tanh(x), ops.exp(x)));
    fc.assert(
      fc.property(pair, pair, (x, t) => {
        scope(() => {
          const point = operand(x.map((n) => n / 4));
          const { tangent } = jvp(f)(point, operand(t));
          const { pullback } = vjp(f)(point);
          const rows = x.map((_, i) => {
            const gradient = pullback(operand(x.map((__, j) => (i === j ? 1 : 0))));
            return (read(gradient) as number[]).map((slope, j) => slope * t[j]);
          });
          (read(tangent) as number[]).forEach((slope, i) => {
            const exact = rows[i].reduce((sum, term) => sum + term, 0);
            // Sums of three terms on the way, of at most e^(9/4) · 9 · 9 before softmax's weights.
            const scale = Math.max(1, ...rows.flat().map(Math.abs), Math.exp(9 / 4) * 81);
            expect(Math.abs(slope - exact)).toBeLessThanOrEqual(
              8 * 2 ** -53 * Math.sqrt(9) * scale,
            );
          });
        });
      }),
      runs(30),
    );
  });

  test("moves floats only: ids stay where they are, whatever their tangent", () => {
    scope(() => {
      const ids = tensor([2, 0, 2], { backend, dtype: "int32" });
      const rows = ({ table, ids }: { table: Operand; ids: Operand }) =>
        ops.square(ops.gatherRows(table, ids));
      const table = operand([[1], [2], [3]]);
      const { value, tangent } = jvp(rows)(
        { table, ids },
        { table: operand([[1], [5], [10]]), ids },
      );
      expect(read(value)).toEqual([[9], [1], [9]]);
      expect(read(tangent)).toEqual([[60], [2], [60]]);
    });
  });

  test("goes through fused operators, by what they are composed of", () => {
    scope(() => {
      const targets = tensor([1], { backend, dtype: "int32" });
      const loss = (e: Operand) => ops.sum(ops.crossEntropy(e, targets));
      const x = [0.5, -0.25, 1];
      const t = [1, 2, -1];
      const z = x.reduce((sum, e) => sum + Math.exp(e), 0);
      const slope = x.reduce((sum, e, i) => sum + (Math.exp(e) / z - (i === 1 ? 1 : 0)) * t[i], 0);
      const { tangent } = jvp(loss)(operand([x]), operand([t]));
      expect(Math.abs((read(tangent) as number) - slope)).toBeLessThanOrEqual(16 * 2 ** -53);
    });
  });

  test("of what does not depend on its argument is 0", () => {
    scope(() => {
      const constant = operand([1, 2]);
      const { value, tangent } = jvp<Operand>(() => constant)(operand(3), operand(1));
      expect([read(value), read(tangent)]).toEqual([
        [1, 2],
        [0, 0],
      ]);
    });
  });

  test("of itself is the second derivative along the tangent, twice", () => {
    scope(() => {
      const cube = (x: Operand) => ops.mul(x, ops.square(x));
      const along = (x: Operand) => jvp(cube)(x, operand([1, 10])).tangent;
      // 6 x t².
      expect(read(jvp(along)(operand([2, 3]), operand([1, 10])).tangent)).toEqual([12, 1800]);
    });
  });

  test("can be differentiated, by the point and by the tangent", () => {
    scope(() => {
      const along = ({ x, t }: { x: Operand; t: Operand }) =>
        ops.sum(jvp((y: Operand) => ops.mul(y, ops.square(y)))(x, t).tangent);
      const gradient = grad(along)({ x: operand([2]), t: operand([5]) });
      // d (3 x² t): by x 6 x t, by t 3 x².
      expect([read(gradient.x), read(gradient.t)]).toEqual([[60], [12]]);
    });
  });

  test("can be differentiated by what its function takes from around it", () => {
    scope(() => {
      const along = (w: Operand) =>
        ops.sum(jvp((x: Operand) => ops.mul(ops.square(x), w))(operand([3]), operand([1])).tangent);
      // d (2 x w) by w.
      expect(read(grad(along)(operand([5])))).toEqual([6]);
    });
  });

  test("called on a variable gives variables, on tensors tensors", () => {
    scope(() => {
      const [x, t] = [tensor([1, 2], at), tensor([1, 1], at)];
      const recorded = jvp((y: Operand) => ops.square(y))(variable(x), t);
      const plain = jvp((y: Operand) => ops.square(y))(x, t);
      expect([recorded.value, recorded.tangent].map((y) => "node" in y)).toEqual([true, true]);
      expect([plain.value, plain.tangent].map((y) => y === y.value)).toEqual([true, true]);
    });
  });

  test("refuses tangents that are missing or of another shape, and says at which leaf", () => {
    scope(() => {
      const f = ({ w }: { w: Operand[] }) => ops.add(w[0], w[1]);
      const w = [operand([1, 2]), operand([3, 4])];
      const along = (t: Operand[]) => () => jvp(f)({ w }, { w: t });
      expect(along([w[0], operand(1)])).toThrow(ShapeError);
      expect(along([w[0], operand(1)])).toThrow(
        "jvp: a tangent must have the shape of what it moves; got () for (2) (at w.1)",
      );
      expect(along([w[0]])).toThrow("got none for (2) (at w.1)");
    });
  });

  test("inside a scope leaves nothing alive but what is returned", () => {
    using x = tensor([1, 2], at);
    using t = tensor([3, 4], at);
    const before = { ...backend.live };
    const { value, tangent } = scope(() => jvp((y: Operand) => ops.exp(ops.tanh(y)))(x, t));
    expect(backend.live.storages).toBe(before.storages + 2);
    value.value.dispose();
    tangent.value.dispose();
    expect(backend.live).toEqual(before);
  });
});

/**
 * @file Derivatives where there is no derivative: what the operators say they give at ties, at
 * bounds and at zero, where differences cannot judge.
 */
import { grad } from "@heed/autograd";
import { ops, scope, tensor, type Operand } from "@heed/tensor";
import { describe, expect, test } from "vitest";
import { builds } from "../support/backends.js";

for (const [name, backend] of Object.entries(builds)) {
  const gradientAt = (f: (x: Operand) => Operand, numbers: number[] | number[][]): unknown =>
    scope(() => {
      const x: Operand = tensor(numbers, { backend });
      return grad((t: Operand) => ops.sum(f(t)))(x).value.toArray();
    });

  describe(name, () => {
    test("elements that tie for a maximum share its gradient equally", () => {
      const rows = [
        [3, 1, 3, 2],
        [5, 5, 5, 5],
        [0, 1, 2, 3],
      ];
      expect(gradientAt((x) => ops.max(x, { axes: [1] }), rows)).toEqual([
        [0.5, 0, 0.5, 0],
        [0.25, 0.25, 0.25, 0.25],
        [0, 0, 0, 1],
      ]);
    });

    test("two operands that tie share the gradient of maximum and of minimum", () => {
      for (const choose of [ops.maximum, ops.minimum]) {
        const sides = scope(() => {
          const other = tensor([2, 2], { backend });
          const left = gradientAt((x) => choose<Operand>(x, other), [2, 2]);
          const right = gradientAt((x) => choose<Operand>(other, x), [2, 2]);
          return [left, right];
        });
        expect(sides).toEqual([
          [0.5, 0.5],
          [0.5, 0.5],
        ]);
      }
    });

    test("a clamp passes the gradient at its bounds and between them", () => {
      const clamp = (x: Operand) => ops.clamp(x, { low: -1, high: 2 });
      expect(gradientAt(clamp, [-2, -1, 0, 2, 3])).toEqual([0, 1, 1, 1, 0]);
    });

    test("at zero, relu, abs and sign are flat", () => {
      expect(gradientAt(ops.relu, [-1, 0, 1])).toEqual([0, 0, 1]);
      expect(gradientAt(ops.abs, [-1, 0, 1])).toEqual([-1, 0, 1]);
      expect(gradientAt(ops.sign, [-1, 0, 1])).toEqual([0, 0, 0]);
    });
  });
}

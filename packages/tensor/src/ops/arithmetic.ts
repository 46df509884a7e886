/**
 * @file Arithmetic, element by element, with NumPy broadcasting.
 *
 * Letters: y the result, dY its cotangent, ∘ the elementwise product. Where an operand was
 * stretched, its gradient is summed back to its shape.
 */
import { binaryOp, unaryOp } from "../elementwise.js";
import type { NoAttributes, Operator } from "../op.js";

export const add: Operator<2, NoAttributes, "one"> = binaryOp({
  name: "add",
  about: "The sum of two operands.",
  formula: "y = a + b",
  derivative: "dA = dY, dB = dY",
  keeps: "nothing",
  cell: function (a: number, b: number): number {
    return a + b;
  },
  gradients: [({ cotangent }) => cotangent, ({ cotangent }) => cotangent],
});

export const sub: Operator<2, NoAttributes, "one"> = binaryOp({
  name: "sub",
  about: "The difference of two operands.",
  formula: "y = a − b",
  derivative: "dA = dY, dB = −dY",
  keeps: "nothing",
  cell: function (a: number, b: number): number {
    return a - b;
  },
  gradients: [({ cotangent }) => cotangent, ({ cotangent }, ops) => ops.neg(cotangent)],
});

export const mul: Operator<2, NoAttributes, "one"> = binaryOp({
  name: "mul",
  about: "The product of two operands.",
  formula: "y = a ∘ b",
  derivative: "dA = dY ∘ b, dB = dY ∘ a",
  keeps: "inputs",
  cell: function (a: number, b: number): number {
    return a * b;
  },
  gradients: [
    ({ cotangent, inputs: [, b] }, ops) => ops.mul(cotangent, b),
    ({ cotangent, inputs: [a] }, ops) => ops.mul(cotangent, a),
  ],
});

export const div: Operator<2, NoAttributes, "one"> = binaryOp({
  name: "div",
  about: "The quotient of two operands.",
  formula: "y = a / b",
  derivative: "dA = dY / b, dB = −dY ∘ y / b",
  keeps: "inputs and output",
  domains: ["real", "nonzero"],
  cell: function (a: number, b: number): number {
    return a / b;
  },
  gradients: [
    ({ cotangent, inputs: [, b] }, ops) => ops.div(cotangent, b),
    ({ cotangent, inputs: [, b], output }, ops) => ops.neg(ops.div(ops.mul(cotangent, output), b)),
  ],
});

export const pow: Operator<2, NoAttributes, "one"> = binaryOp({
  name: "pow",
  about: "One operand to the power of the other; the derivative by the exponent needs a > 0.",
  formula: "y = a^b",
  derivative: "dA = dY ∘ b ∘ a^(b−1), dB = dY ∘ y ∘ log a",
  keeps: "inputs and output",
  domains: ["positive", "real"],
  cell: function (a: number, b: number): number {
    return Math.pow(a, b);
  },
  gradients: [
    ({ cotangent, inputs: [a, b] }, ops) =>
      ops.mul(cotangent, ops.mul(b, ops.pow(a, ops.sub(b, 1)))),
    ({ cotangent, inputs: [a], output }, ops) => ops.mul(cotangent, ops.mul(output, ops.log(a))),
  ],
});

export const neg: Operator<1, NoAttributes, "one"> = unaryOp({
  name: "neg",
  about: "The negative of each element.",
  formula: "y = −x",
  derivative: "dX = −dY",
  keeps: "nothing",
  cell: function (x: number): number {
    return -x;
  },
  gradient: ({ cotangent }, ops) => ops.neg(cotangent),
});

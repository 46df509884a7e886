/**
 * @file Exponentials, logarithms, squares and roots, element by element.
 *
 * Letters: y the result, dY its cotangent, ∘ the elementwise product.
 */
import { unaryOp } from "../elementwise.js";
import type { NoAttributes, Operator } from "../op.js";

export const exp: Operator<1, NoAttributes, "one"> = unaryOp({
  name: "exp",
  about: "e to the power of each element.",
  formula: "y = e^x",
  derivative: "dX = dY ∘ y",
  keeps: "output",
  cell: function (x: number): number {
    return Math.exp(x);
  },
  gradient: ({ cotangent, output }, ops) => ops.mul(cotangent, output),
});

export const log: Operator<1, NoAttributes, "one"> = unaryOp({
  name: "log",
  about: "The natural logarithm of each element.",
  formula: "y = ln x",
  derivative: "dX = dY / x",
  keeps: "inputs",
  domain: "positive",
  cell: function (x: number): number {
    return Math.log(x);
  },
  gradient: ({ cotangent, inputs: [x] }, ops) => ops.div(cotangent, x),
});

export const sqrt: Operator<1, NoAttributes, "one"> = unaryOp({
  name: "sqrt",
  about: "The square root of each element.",
  formula: "y = √x",
  derivative: "dX = dY / 2y",
  keeps: "output",
  domain: "positive",
  cell: function (x: number): number {
    return Math.sqrt(x);
  },
  gradient: ({ cotangent, output }, ops) => ops.div(cotangent, ops.mul(output, 2)),
});

export const square: Operator<1, NoAttributes, "one"> = unaryOp({
  name: "square",
  about: "The square of each element.",
  formula: "y = x²",
  derivative: "dX = 2 dY ∘ x",
  keeps: "inputs",
  cell: function (x: number): number {
    return x * x;
  },
  gradient: ({ cotangent, inputs: [x] }, ops) => ops.mul(cotangent, ops.mul(x, 2)),
});

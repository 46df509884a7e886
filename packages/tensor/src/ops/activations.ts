/**
 * @file The nonlinear functions of recurrent networks, element by element.
 *
 * Letters: y the result, dY its cotangent, σ the logistic function, ∘ the elementwise product.
 */
import { unaryOp } from "../elementwise.js";
import type { NoAttributes, Operator } from "../op.js";

export const tanh: Operator<1, NoAttributes, "one"> = unaryOp({
  name: "tanh",
  about: "The hyperbolic tangent of each element.",
  formula: "y = tanh x",
  derivative: "dX = dY ∘ (1 − y²)",
  keeps: "output",
  cell: function (x: number): number {
    // Past ±20 the result is ±1 even in float64, and some GPU compilers give NaN for large x.
    return Math.tanh(Math.max(-20, Math.min(20, x)));
  },
  gradient: ({ cotangent, output }, ops) => ops.mul(cotangent, ops.sub(1, ops.square(output))),
});

export const sigmoid: Operator<1, NoAttributes, "one"> = unaryOp({
  name: "sigmoid",
  about: "The logistic function of each element.",
  formula: "y = σ(x) = 1 / (1 + e^(−x))",
  derivative: "dX = dY ∘ y ∘ (1 − y)",
  keeps: "output",
  cell: function (x: number): number {
    return 1 / (1 + Math.exp(-x));
  },
  gradient: ({ cotangent, output }, ops) => ops.mul(cotangent, ops.mul(output, ops.sub(1, output))),
});

export const relu: Operator<1, NoAttributes, "one"> = unaryOp({
  name: "relu",
  about: "Each element, or 0 where it is negative.",
  formula: "y = max(x, 0)",
  derivative: "dX = dY ∘ [x > 0]",
  keeps: "inputs",
  domain: "nonzero",
  cell: function (x: number): number {
    return Math.max(x, 0);
  },
  gradient: ({ cotangent, inputs: [x] }, ops) => ops.mul(cotangent, ops.greater(x, 0)),
});

export const softplus: Operator<1, NoAttributes, "one"> = unaryOp({
  name: "softplus",
  about: "A smooth relu.",
  formula: "y = ln(1 + e^x) = max(x, 0) + ln(1 + e^(−|x|))",
  derivative: "dX = dY ∘ σ(x)",
  keeps: "inputs",
  cell: function (x: number): number {
    // The second form never overflows. 1 + e rounds; how much, the difference below tells
    // (W. Kahan's log1p), so that a small e is not lost.
    const e = Math.exp(-Math.abs(x));
    const sum = 1 + e;
    if (sum > 1) {
      return Math.max(x, 0) + Math.log(sum) * (e / (sum - 1));
    }
    return Math.max(x, 0) + e;
  },
  gradient: ({ cotangent, inputs: [x] }, ops) => ops.mul(cotangent, ops.sigmoid(x)),
});

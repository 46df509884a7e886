/**
 * @file Sums: over axes, as a mean, and back to a shape that was stretched.
 *
 * Letters: y the result, dY its cotangent, n how many elements a result sums.
 */
import type { ReduceAttributes, ShapeAttributes } from "../attributes.js";
import { ShapeError } from "../errors.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { defineOp, type NoAttributes, type Operator } from "../op.js";
import { reducedLast, reductionSample, reductionShape } from "../rows.js";
import {
  broadcastShapes,
  formatShape,
  normalizeAxes,
  reducedShape,
  sameShape,
  sizeOf,
  stretchedAxes,
} from "../shape.js";

const sumRows = defineKernel("sumRows", function (this: KernelThis, x: Cells): number {
  const start = this.thread.x * this.constants.C;
  let total = 0;
  for (let c = 0; c < this.constants.C; c++) {
    total += x[start + c];
  }
  return total;
});

export const sum: Operator<1, ReduceAttributes, "one"> = defineOp({
  name: "sum",
  about: "The sum over some axes, or over all of them.",
  formula: "y = Σ x",
  derivative: "dX = dY, stretched to the shape of x",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  shapes: ([x], attributes) => [reductionShape("sum", x, attributes)],
  flops: ([x]) => sizeOf(x),
  forward: (launch, [x], { axes }) => {
    const { rows, N, C } = reducedLast("sum", x, axes);
    return launch(sumRows, [N], { C }, rows);
  },
  vjp: ({ cotangent, inputs: [x], attributes: { axes } }, ops) => {
    const shape = reducedShape(x.shape, normalizeAxes("sum", axes, x.shape.length), true);
    return [ops.expand(ops.reshape(cotangent, { shape }), { shape: x.shape })];
  },
  sample: (draw) => reductionSample(draw, "real", 0),
});

export const mean: Operator<1, ReduceAttributes, "one"> = defineOp({
  name: "mean",
  about: "The mean over some axes, or over all of them.",
  formula: "y = (Σ x) / n",
  derivative: "that of the sum, over n",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  shapes: ([x], attributes) => [reductionShape("mean", x, attributes)],
  flops: ([x]) => sizeOf(x),
  composition: ([x], attributes, ops) => {
    const total = ops.sum(x, attributes);
    return ops.mul(total, sizeOf(total.shape) / sizeOf(x.shape));
  },
  sample: (draw) => reductionSample(draw, "real", 1),
});

export const sumTo: Operator<1, ShapeAttributes, "one"> = defineOp({
  name: "sumTo",
  about: "The sum over every axis along which a smaller shape was stretched: broadcasting's dual.",
  formula: "y = Σ x over the stretched axes",
  derivative: "dX = dY, stretched to the shape of x",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  shapes: ([x], { shape }) => {
    if (!sameShape(broadcastShapes("sumTo", shape, x), x)) {
      throw new ShapeError(
        "sumTo",
        "the shape must broadcast to the operand's",
        `${formatShape(shape)} and ${formatShape(x)}`,
      );
    }
    return [shape];
  },
  flops: ([x]) => sizeOf(x),
  composition: ([x], { shape }, ops) => {
    const axes = stretchedAxes(shape, x.shape);
    return axes.length === 0 ? x : ops.reshape(ops.sum(x, { axes }), { shape });
  },
  sample: (draw) => {
    const shape = draw.shape(0, 3);
    return {
      inputs: [{ shape, domain: "real" }],
      attributes: { shape: draw.broadcastable(shape) },
    };
  },
});

const sumSquareRows = defineKernel("sumSquares", function (this: KernelThis, x: Cells): number {
  let total = 0;
  for (let i = 0; i < this.constants.N; i++) {
    total += x[i] * x[i];
  }
  return total;
});

export const sumSquares: Operator<1, NoAttributes, "one"> = defineOp({
  name: "sumSquares",
  about: "The sum of the squares of all elements: the squared Euclidean norm.",
  formula: "y = Σ x²",
  derivative: "dX = 2 dY x",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "inputs",
  shapes: () => [[]],
  flops: ([x]) => 2 * sizeOf(x),
  forward: (launch, [x]) => launch(sumSquareRows, [1], { N: x.size }, x),
  vjp: ({ cotangent, inputs: [x] }, ops) => [ops.mul(ops.mul(cotangent, 2), x)],
  sample: (draw) => ({ inputs: [{ shape: draw.shape(0, 3), domain: "real" }] }),
});

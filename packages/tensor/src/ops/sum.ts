/**
 * @file Sums: over axes, as a mean, and back to a shape that was stretched.
 *
 * Letters: y the result, dY its cotangent, n how many elements a result sums.
 */
import type { ReduceAttributes, ShapeAttributes } from "../attributes.js";
import { ShapeError } from "../errors.js";
import { defineOp, type NoAttributes, type Operator } from "../op.js";
import { foldingKernel, reduceAxes, reductionSample, reductionShape, sumRows } from "../rows.js";
import {
  broadcastShapes,
  formatShape,
  normalizeAxes,
  reducedShape,
  sameShape,
  sizeOf,
  stretchedAxes,
} from "../shape.js";

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
    return reduceAxes(launch, sumRows, x, normalizeAxes("sum", axes, x.ndim));
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

const sumSquareRows = foldingKernel("sumSquares", {
  begin: function (x: number): number {
    return x * x;
  },
  join: function (total: number, x: number): number {
    return total + x * x;
  },
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
  forward: (launch, [x]) =>
    reduceAxes(launch, sumSquareRows, x, normalizeAxes("sumSquares", undefined, x.ndim), sumRows),
  vjp: ({ cotangent, inputs: [x] }, ops) => [ops.mul(ops.mul(cotangent, 2), x)],
  sample: (draw) => ({ inputs: [{ shape: draw.shape(0, 3), domain: "real" }] }),
});

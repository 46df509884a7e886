/**
 * @file The same elements under another shape. Nothing is copied, except by a reshape that no
 * strides can express, and by `contiguous`.
 *
 * Letters: y the result, dY its cotangent. Each derivative is the opposite view.
 */
import type { AxisAttributes, ShapeAttributes } from "../attributes.js";
import { rowMajorCopy } from "../copy.js";
import { stretch } from "../elementwise.js";
import { ShapeError } from "../errors.js";
import { defineOp, type NoAttributes, type Operator } from "../op.js";
import {
  broadcastShapes,
  formatShape,
  normalizeAxis,
  rowMajorStrides,
  sameShape,
  sizeOf,
  type Shape,
} from "../shape.js";

export const reshape: Operator<1, ShapeAttributes, "one"> = defineOp({
  name: "reshape",
  about: "The same elements, in row-major order, under another shape; one size may be −1.",
  formula: "y_j = x_i where i and j have the same row-major index",
  derivative: "dX = dY, reshaped back",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: ([x], { shape }) => [inferShape(x, shape)],
  forward: (_, [x], { shape }) => {
    const inferred = inferShape(x.shape, shape);
    if (x.isRowMajor) return x.view(inferred, rowMajorStrides(inferred));
    return rowMajorCopy(x).view(inferred, rowMajorStrides(inferred));
  },
  vjp: ({ cotangent, inputs: [x] }, ops) => [ops.reshape(cotangent, { shape: x.shape })],
  sample: (draw) => {
    const shape = draw.shape(0, 4);
    return {
      inputs: [{ shape, domain: "real" }],
      attributes: { shape: draw.pick([[sizeOf(shape)], [1, ...shape], [...shape].reverse()]) },
    };
  },
});

export const squeeze: Operator<1, AxisAttributes, "one"> = defineOp({
  name: "squeeze",
  about: "An axis of size 1 taken away.",
  formula: "y = x without that axis",
  derivative: "dX = dY with that axis",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: ([x], { axis }) => {
    const at = normalizeAxis("squeeze", axis, x.length);
    if (x[at] !== 1) {
      throw new ShapeError("squeeze", `axis ${String(axis)} must have size 1`, formatShape(x));
    }
    return [x.filter((_, d) => d !== at)];
  },
  forward: (_, [x], { axis }) => {
    const at = normalizeAxis("squeeze", axis, x.ndim);
    return x.view(
      x.shape.filter((__, d) => d !== at),
      x.strides.filter((__, d) => d !== at),
    );
  },
  vjp: ({ cotangent, inputs: [x], attributes: { axis } }, ops) => [
    ops.unsqueeze(cotangent, { axis: normalizeAxis("squeeze", axis, x.shape.length) }),
  ],
  sample: (draw) => {
    const shape = draw.shape(0, 3);
    const axis = draw.integer(0, shape.length);
    return {
      inputs: [{ shape: [...shape.slice(0, axis), 1, ...shape.slice(axis)], domain: "real" }],
      attributes: { axis },
    };
  },
});

export const unsqueeze: Operator<1, AxisAttributes, "one"> = defineOp({
  name: "unsqueeze",
  about: "A new axis of size 1, before the given one of the result.",
  formula: "y = x with that axis",
  derivative: "dX = dY without that axis",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: ([x], { axis }) => {
    const at = normalizeAxis("unsqueeze", axis, x.length + 1);
    return [[...x.slice(0, at), 1, ...x.slice(at)]];
  },
  forward: (_, [x], { axis }) => {
    const at = normalizeAxis("unsqueeze", axis, x.ndim + 1);
    return x.view(
      [...x.shape.slice(0, at), 1, ...x.shape.slice(at)],
      [...x.strides.slice(0, at), 0, ...x.strides.slice(at)],
    );
  },
  vjp: ({ cotangent, attributes: { axis } }, ops) => [ops.squeeze(cotangent, { axis })],
  sample: (draw) => {
    const shape = draw.shape(0, 3);
    return {
      inputs: [{ shape, domain: "real" }],
      attributes: { axis: draw.integer(0, shape.length) },
    };
  },
});

export const expand: Operator<1, ShapeAttributes, "one"> = defineOp({
  name: "expand",
  about: "A stretched view: sizes of 1 repeat, and new axes appear at the front.",
  formula: "y = x, broadcast",
  derivative: "dX = dY, summed over the stretched axes",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: ([x], { shape }) => {
    if (!sameShape(broadcastShapes("expand", x, shape), shape)) {
      throw new ShapeError(
        "expand",
        "the operand must broadcast to the shape",
        `${formatShape(x)} and ${formatShape(shape)}`,
      );
    }
    return [shape];
  },
  forward: (_, [x], { shape }) => stretch(x, shape),
  vjp: ({ cotangent, inputs: [x] }, ops) => [ops.sumTo(cotangent, { shape: x.shape })],
  sample: (draw) => {
    const shape = draw.shape(0, 4);
    return {
      inputs: [{ shape: draw.broadcastable(shape), domain: "real" }],
      attributes: { shape },
    };
  },
});

export const contiguous: Operator<1, NoAttributes, "one"> = defineOp({
  name: "contiguous",
  about: "The same elements in row-major order: a copy if they are not, else the operand itself.",
  formula: "y = x",
  derivative: "dX = dY",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: ([x]) => [x],
  forward: (_, [x]) => (x.isRowMajor ? x.view(x.shape, x.strides) : rowMajorCopy(x)),
  vjp: ({ cotangent }) => [cotangent],
  sample: (draw) => ({ inputs: [{ shape: draw.shape(0, 4), domain: "real" }] }),
});

function inferShape(x: Shape, shape: Shape): Shape {
  const open = shape.indexOf(-1);
  const known = sizeOf(shape.filter((_, d) => d !== open));
  const left = open < 0 ? 1 : sizeOf(x) / known;
  const inferred = shape.map((extent, d) => (d === open ? left : extent));
  if (
    inferred.some((extent) => !Number.isInteger(extent) || extent < 0) ||
    sizeOf(inferred) !== sizeOf(x)
  ) {
    throw new ShapeError(
      "reshape",
      "the new shape must hold as many elements",
      `${formatShape(x)} to ${formatShape(shape)}`,
      `${String(sizeOf(x))} elements`,
    );
  }
  return inferred;
}

/**
 * @file Views along axes: in another order, in part, or backwards. Nothing is copied.
 *
 * Letters: y the view, dY its cotangent. Each derivative is the opposite view.
 */
import type { AxisAttributes } from "../attributes.js";
import { ShapeError } from "../errors.js";
import { defineOp, type NoAttributes, type Operator } from "../op.js";
import { formatShape, normalizeAxes, normalizeAxis, type Shape } from "../shape.js";

export const permute: Operator<1, { readonly axes: readonly number[] }, "one"> = defineOp({
  name: "permute",
  about: "The axes in another order: axis d of the result is axis axes[d] of the operand.",
  formula: "y[i_axes(0), i_axes(1), …] = x[i_0, i_1, …]",
  derivative: "dX = dY, its axes put back",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: ([x], { axes }) => [permutation(x, axes).map((d) => x[d])],
  forward: (_, [x], { axes }) => {
    const order = permutation(x.shape, axes);
    return x.view(
      order.map((d) => x.shape[d]),
      order.map((d) => x.strides[d]),
    );
  },
  vjp: ({ cotangent, inputs: [x], attributes: { axes } }, ops) => {
    const order = permutation(x.shape, axes);
    return [ops.permute(cotangent, { axes: order.map((_, d) => order.indexOf(d)) })];
  },
  sample: (draw) => {
    const shape = draw.shape(1, 4);
    const axes = shape.map((_, d) => d);
    const turn = draw.integer(0, axes.length - 1);
    return {
      inputs: [{ shape, domain: "real" }],
      attributes: { axes: [...axes.slice(turn), ...axes.slice(0, turn)] },
    };
  },
});

export const transpose: Operator<1, NoAttributes, "one"> = defineOp({
  name: "transpose",
  about: "The last two axes exchanged.",
  formula: "y_nm = x_mn",
  derivative: "dX = dYᵀ",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: ([x]) => {
    if (x.length < 2) {
      throw new ShapeError("transpose", "the operand must have two axes", formatShape(x));
    }
    return [[...x.slice(0, -2), x[x.length - 1], x[x.length - 2]]];
  },
  composition: ([x], _, ops) => {
    const lead = x.shape.length - 2;
    const axes = [...x.shape.slice(0, lead).keys(), lead + 1, lead];
    return ops.permute(x, { axes });
  },
  sample: (draw) => ({ inputs: [{ shape: draw.shape(2, 4), domain: "real" }] }),
});

/** The part [start, end) of one axis. */
export interface SliceAttributes extends AxisAttributes {
  readonly start: number;
  readonly end: number;
}

export const slice: Operator<1, SliceAttributes, "one"> = defineOp({
  name: "slice",
  about: "The part [start, end) of one axis.",
  formula: "y[…, i, …] = x[…, start + i, …]",
  derivative: "dX = dY, padded with zeros to the whole axis",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: ([x], { axis, start, end }) => {
    const at = normalizeAxis("slice", axis, x.length);
    if (!(
      Number.isInteger(start) &&
      Number.isInteger(end) &&
      0 <= start &&
      start <= end &&
      end <= x[at]
    )) {
      throw new ShapeError(
        "slice",
        `0 ≤ start ≤ end ≤ ${String(x[at])} must hold on axis ${String(axis)}`,
        `[${String(start)}, ${String(end)}) of ${formatShape(x)}`,
      );
    }
    return [x.map((extent, d) => (d === at ? end - start : extent))];
  },
  forward: (_, [x], { axis, start, end }) => {
    const at = normalizeAxis("slice", axis, x.ndim);
    return x.view(
      x.shape.map((extent, d) => (d === at ? end - start : extent)),
      x.strides,
      x.offset + start * x.strides[at],
    );
  },
  vjp: ({ cotangent, inputs: [x], attributes: { axis, start, end } }, ops) => {
    const after = x.shape[normalizeAxis("slice", axis, x.shape.length)] - end;
    return [ops.pad(cotangent, { axis, before: start, after })];
  },
  sample: (draw) => {
    const shape = draw.shape(1, 4);
    const axis = draw.integer(0, shape.length - 1);
    const start = draw.integer(0, shape[axis]);
    return {
      inputs: [{ shape, domain: "real" }],
      attributes: { axis, start, end: draw.integer(start, shape[axis]) },
    };
  },
});

export const flip: Operator<1, { readonly axes: readonly number[] }, "one"> = defineOp({
  name: "flip",
  about: "Some axes read backwards.",
  formula: "y[…, i, …] = x[…, n − 1 − i, …]",
  derivative: "dX = dY, flipped back",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: ([x], { axes }) => {
    normalizeAxes("flip", axes, x.length);
    return [x];
  },
  forward: (_, [x], { axes }) => {
    const flipped = normalizeAxes("flip", axes, x.ndim);
    if (x.size === 0) return x.view(x.shape, x.strides);
    const last = flipped.reduce((at, d) => at + (x.shape[d] - 1) * x.strides[d], x.offset);
    const strides = x.strides.map((stride, d) => (flipped.includes(d) ? -stride : stride));
    return x.view(x.shape, strides, last);
  },
  vjp: ({ cotangent, attributes: { axes } }, ops) => [ops.flip(cotangent, { axes })],
  sample: (draw) => {
    const shape = draw.shape(1, 4);
    return {
      inputs: [{ shape, domain: "real" }],
      attributes: { axes: [draw.integer(0, shape.length - 1)] },
    };
  },
});

function permutation(x: Shape, axes: readonly number[]): number[] {
  const order = axes.map((axis) => normalizeAxis("permute", axis, x.length));
  if (order.length !== x.length || new Set(order).size !== x.length) {
    throw new ShapeError(
      "permute",
      "axes must name each axis once",
      `[${axes.join(", ")}] for ${formatShape(x)}`,
    );
  }
  return order;
}

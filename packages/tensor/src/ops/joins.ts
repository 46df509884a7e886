/**
 * @file Joining tensors along an axis, taking them apart, and padding.
 *
 * Letters: y the result, dY its cotangent. Joining and splitting are each other's derivative.
 */
import type { AxisAttributes } from "../attributes.js";
import { ShapeError } from "../errors.js";
import { threadStrides } from "../foldedAxes.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { defineOp, type Operator } from "../op.js";
import { checkShape, formatShape, normalizeAxis, sameShape } from "../shape.js";
import { joinAlong, slabOf } from "../slabs.js";

export const concat: Operator<"many", AxisAttributes, "one"> = defineOp({
  name: "concat",
  about: "Tensors one after the other along an axis that they have.",
  formula: "y = [x_1; x_2; …]",
  derivative: "dX_i = the part of dY where x_i went",
  operands: ["xs"],
  arity: "many",
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: (xs, { axis }) => {
    const at = normalizeAxis("concat", axis, xs[0].length);
    const fits = xs.every(
      (x) => x.length === xs[0].length && x.every((extent, d) => d === at || extent === xs[0][d]),
    );
    if (!fits) {
      throw new ShapeError(
        "concat",
        `shapes must agree on every axis but ${String(axis)}`,
        xs.map(formatShape).join(", "),
      );
    }
    const joined = xs.reduce((total, x) => total + x[at], 0);
    return [xs[0].map((extent, d) => (d === at ? joined : extent))];
  },
  forward: (launch, xs, { axis }) =>
    joinAlong(launch, xs, normalizeAxis("concat", axis, xs[0].ndim)),
  vjp: ({ cotangent, inputs, attributes: { axis } }, ops) => {
    const at = normalizeAxis("concat", axis, cotangent.shape.length);
    return ops.split(cotangent, { axis: at, sizes: inputs.map((x) => x.shape[at]) });
  },
  sample: (draw) => {
    const shape = draw.shape(1, 3);
    const axis = draw.integer(0, shape.length - 1);
    const inputs = Array.from({ length: draw.integer(1, 4) }, () => ({
      shape: shape.map((extent, d) => (d === axis ? draw.shape(1, 1)[0] : extent)),
      domain: "real" as const,
    }));
    return { inputs, attributes: { axis } };
  },
});

export const stack: Operator<"many", AxisAttributes, "one"> = defineOp({
  name: "stack",
  about: "Tensors of one shape, put side by side along a new axis.",
  formula: "y[…, i, …] = x_i",
  derivative: "dX_i = dY[…, i, …]",
  operands: ["xs"],
  arity: "many",
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: (xs, { axis }) => {
    const [first] = xs;
    if (!xs.every((x) => sameShape(x, first))) {
      throw new ShapeError("stack", "shapes must be the same", xs.map(formatShape).join(", "));
    }
    const at = normalizeAxis("stack", axis, first.length + 1);
    return [[...first.slice(0, at), xs.length, ...first.slice(at)]];
  },
  forward: (launch, xs, { axis }) => {
    const at = normalizeAxis("stack", axis, xs[0].ndim + 1);
    const slabs = xs.map((x) =>
      x.view(
        [...x.shape.slice(0, at), 1, ...x.shape.slice(at)],
        [...x.strides.slice(0, at), 0, ...x.strides.slice(at)],
      ),
    );
    return joinAlong(launch, slabs, at);
  },
  vjp: ({ cotangent, attributes }, ops) => ops.unstack(cotangent, attributes),
  sample: (draw) => {
    const shape = draw.shape(0, 3);
    const inputs = Array.from({ length: draw.integer(1, 4) }, () => ({
      shape,
      domain: "real" as const,
    }));
    return { inputs, attributes: { axis: draw.integer(0, shape.length) } };
  },
});

export const unstack: Operator<1, AxisAttributes, "several"> = defineOp({
  name: "unstack",
  about: "The slices along an axis, each without that axis: views of the operand.",
  formula: "y_i = x[…, i, …]",
  derivative: "dX = the dY_i, stacked",
  operands: ["x"],
  arity: 1,
  returns: "several",
  keeps: "nothing",
  moves: true,
  shapes: ([x], { axis }) => {
    const at = normalizeAxis("unstack", axis, x.length);
    return Array.from({ length: x[at] }, () => x.filter((_, d) => d !== at));
  },
  forward: (_, [x], { axis }) => {
    const at = normalizeAxis("unstack", axis, x.ndim);
    const shape = x.shape.filter((__, d) => d !== at);
    const strides = x.strides.filter((__, d) => d !== at);
    return Array.from({ length: x.shape[at] }, (__, i) =>
      x.view(shape, strides, x.offset + i * x.strides[at]),
    );
  },
  vjp: ({ cotangents, attributes }, ops) => [ops.stack(cotangents, attributes)],
  sample: (draw) => {
    const shape = draw.shape(1, 3, 1);
    return {
      inputs: [{ shape, domain: "real" }],
      attributes: { axis: draw.integer(0, shape.length - 1) },
    };
  },
});

/** The parts' sizes along the axis, adding up to its size. */
export interface SplitAttributes extends AxisAttributes {
  readonly sizes: readonly number[];
}

export const split: Operator<1, SplitAttributes, "several"> = defineOp({
  name: "split",
  about: "Parts of given sizes along an axis: views of the operand.",
  formula: "[y_1; y_2; …] = x",
  derivative: "dX = [dY_1; dY_2; …]",
  operands: ["x"],
  arity: 1,
  returns: "several",
  keeps: "nothing",
  moves: true,
  shapes: ([x], { axis, sizes }) => {
    const at = normalizeAxis("split", axis, x.length);
    checkShape("split", sizes);
    if (sizes.length === 0 || sizes.reduce((a, b) => a + b, 0) !== x[at]) {
      throw new ShapeError(
        "split",
        `sizes must add up to the ${String(x[at])} of axis ${String(axis)}`,
        `[${sizes.join(", ")}]`,
      );
    }
    return sizes.map((size) => x.map((extent, d) => (d === at ? size : extent)));
  },
  forward: (_, [x], { axis, sizes }) => {
    const at = normalizeAxis("split", axis, x.ndim);
    let start = 0;
    return sizes.map((size) => {
      const shape = x.shape.map((extent, d) => (d === at ? size : extent));
      const part = x.view(shape, x.strides, x.offset + start * x.strides[at]);
      start += size;
      return part;
    });
  },
  vjp: ({ cotangents, attributes: { axis } }, ops) => [ops.concat(cotangents, { axis })],
  sample: (draw) => {
    const shape = draw.shape(1, 3);
    const axis = draw.integer(0, shape.length - 1);
    const first = draw.integer(0, shape[axis]);
    return {
      inputs: [{ shape, domain: "real" }],
      attributes: { axis, sizes: [first, shape[axis] - first] },
    };
  },
});

/** How many cells to add at each end of one axis, and what to fill them with (0 unless said). */
export interface PadAttributes extends AxisAttributes {
  readonly before: number;
  readonly after: number;
  readonly value?: number;
}

const padCells = defineKernel(
  "pad",
  function (this: KernelThis, x: Cells, xOffset: number, value: number): number {
    const at = this.thread.y - this.constants.before;
    if (at < 0 || at >= this.constants.N) {
      return value;
    }
    return x[
      xOffset +
        this.thread.z * this.constants.xZ +
        at * this.constants.xY +
        this.thread.x * this.constants.xX
    ];
  },
);

export const pad: Operator<1, PadAttributes, "one"> = defineOp({
  name: "pad",
  about: "Cells of one value added at both ends of an axis.",
  formula: "y = [value…; x; value…]",
  derivative: "dX = the part of dY where x went",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  moves: true,
  shapes: ([x], { axis, before, after }) => {
    const at = normalizeAxis("pad", axis, x.length);
    if (!(Number.isInteger(before) && Number.isInteger(after) && before >= 0 && after >= 0)) {
      throw new ShapeError(
        "pad",
        "the widths must be integers ≥ 0",
        `${String(before)} and ${String(after)}`,
      );
    }
    return [x.map((extent, d) => (d === at ? before + extent + after : extent))];
  },
  forward: (launch, [x], { axis, before, after, value = 0 }) => {
    const at = normalizeAxis("pad", axis, x.ndim);
    const slab = slabOf(x, at);
    const [O, N, I] = slab.shape;
    const constants = { before, N, ...threadStrides("x", slab.strides) };
    const grid = [O, before + N + after, I];
    return launch(padCells, grid, constants, { whole: slab }, slab.offset, value);
  },
  vjp: ({ cotangent, inputs: [x], attributes: { axis, before } }, ops) => {
    const N = x.shape[normalizeAxis("pad", axis, x.shape.length)];
    return [ops.slice(cotangent, { axis, start: before, end: before + N })];
  },
  sample: (draw) => {
    const shape = draw.shape(1, 3);
    return {
      inputs: [{ shape, domain: "real" }],
      attributes: {
        axis: draw.integer(0, shape.length - 1),
        before: draw.integer(0, 2),
        after: draw.integer(0, 2),
        value: draw.pick([0, 1.5]),
      },
    };
  },
});

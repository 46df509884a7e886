/**
 * @file Order and choice, element by element: which is larger, and one operand or the other.
 *
 * Letters: y the result, dY its cotangent, [p] is 1 where p holds and 0 elsewhere. At a tie the
 * derivative of maximum and minimum is shared equally, as PyTorch does.
 */
import { binaryOp, launchOver, unaryOp } from "../elementwise.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { defineOp, type NoAttributes, type Operator } from "../op.js";
import { broadcastShapes, sizeOf } from "../shape.js";

export const greater: Operator<2, NoAttributes, "one"> = binaryOp({
  name: "greater",
  about: "1 where the first operand is larger, else 0.",
  formula: "y = [a > b]",
  derivative: "0",
  keeps: "nothing",
  domains: ["distinct", "distinct"],
  cell: function (a: number, b: number): number {
    return a > b ? 1 : 0;
  },
});

export const equal: Operator<2, NoAttributes, "one"> = binaryOp({
  name: "equal",
  about: "1 where both operands are the same, else 0.",
  formula: "y = [a = b]",
  derivative: "0",
  keeps: "nothing",
  cell: function (a: number, b: number): number {
    return a === b ? 1 : 0;
  },
});

export const maximum: Operator<2, NoAttributes, "one"> = binaryOp({
  name: "maximum",
  about: "The larger of two operands.",
  formula: "y = max(a, b)",
  derivative: "dA = dY ∘ ([a > b] + ½[a = b]), dB = dY ∘ ([b > a] + ½[a = b])",
  keeps: "inputs",
  domains: ["distinct", "distinct"],
  cell: function (a: number, b: number): number {
    return Math.max(a, b);
  },
  gradients: [
    ({ cotangent, inputs: [a, b] }, ops) =>
      ops.mul(cotangent, ops.add(ops.greater(a, b), ops.mul(ops.equal(a, b), 0.5))),
    ({ cotangent, inputs: [a, b] }, ops) =>
      ops.mul(cotangent, ops.add(ops.greater(b, a), ops.mul(ops.equal(a, b), 0.5))),
  ],
});

export const minimum: Operator<2, NoAttributes, "one"> = binaryOp({
  name: "minimum",
  about: "The smaller of two operands.",
  formula: "y = min(a, b)",
  derivative: "dA = dY ∘ ([a < b] + ½[a = b]), dB = dY ∘ ([b < a] + ½[a = b])",
  keeps: "inputs",
  domains: ["distinct", "distinct"],
  cell: function (a: number, b: number): number {
    return Math.min(a, b);
  },
  gradients: [
    ({ cotangent, inputs: [a, b] }, ops) =>
      ops.mul(cotangent, ops.add(ops.greater(b, a), ops.mul(ops.equal(a, b), 0.5))),
    ({ cotangent, inputs: [a, b] }, ops) =>
      ops.mul(cotangent, ops.add(ops.greater(a, b), ops.mul(ops.equal(a, b), 0.5))),
  ],
});

export const sign: Operator<1, NoAttributes, "one"> = unaryOp({
  name: "sign",
  about: "−1, 0 or 1 by the sign of each element.",
  formula: "y = [x > 0] − [x < 0]",
  derivative: "0",
  keeps: "nothing",
  domain: "nonzero",
  cell: function (x: number): number {
    return x > 0 ? 1 : x < 0 ? -1 : 0;
  },
});

export const abs: Operator<1, NoAttributes, "one"> = unaryOp({
  name: "abs",
  about: "The absolute value of each element.",
  formula: "y = |x|",
  derivative: "dX = dY ∘ sign x",
  keeps: "inputs",
  domain: "nonzero",
  cell: function (x: number): number {
    return Math.abs(x);
  },
  gradient: ({ cotangent, inputs: [x] }, ops) => ops.mul(cotangent, ops.sign(x)),
});

/** Bounds of `clamp`, in the units of its operand. */
export interface ClampAttributes {
  readonly low: number;
  readonly high: number;
}

const clampCells = defineKernel(
  "clamp",
  function (this: KernelThis, x: Cells, xOffset: number, low: number, high: number): number {
    const value =
      x[
        xOffset +
          this.thread.z * this.constants.xZ +
          this.thread.y * this.constants.xY +
          this.thread.x * this.constants.xX
      ];
    return Math.min(Math.max(value, low), high);
  },
);

export const clamp: Operator<1, ClampAttributes, "one"> = defineOp({
  name: "clamp",
  about: "Each element, held between two bounds.",
  formula: "y = min(max(x, low), high)",
  derivative: "dX = dY ∘ [low ≤ x ≤ high]",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "inputs",
  shapes: ([x]) => [x],
  flops: ([x]) => 2 * sizeOf(x),
  forward: (launch, [x], { low, high }) =>
    launchOver(launch, clampCells, x.shape, { x }, low, high),
  vjp: ({ cotangent, inputs: [x], attributes: { low, high } }, ops) => {
    const outside = ops.add(ops.greater(low, x), ops.greater(x, high));
    return [ops.mul(cotangent, ops.sub(1, outside))];
  },
  sample: (draw) => ({
    // No element of a "nonzero" operand lies within the distance of a difference quotient of 0.
    inputs: [{ shape: draw.shape(0, 3), domain: "nonzero" }],
    attributes: draw.pick([
      { low: 0, high: 100 },
      { low: -100, high: 0 },
    ]),
  }),
});

const whereCells = defineKernel(
  "where",
  function (
    this: KernelThis,
    mask: Cells,
    a: Cells,
    b: Cells,
    maskOffset: number,
    aOffset: number,
    bOffset: number,
  ): number {
    const chosen =
      mask[
        maskOffset +
          this.thread.z * this.constants.maskZ +
          this.thread.y * this.constants.maskY +
          this.thread.x * this.constants.maskX
      ];
    if (chosen !== 0) {
      return a[
        aOffset +
          this.thread.z * this.constants.aZ +
          this.thread.y * this.constants.aY +
          this.thread.x * this.constants.aX
      ];
    }
    return b[
      bOffset +
        this.thread.z * this.constants.bZ +
        this.thread.y * this.constants.bY +
        this.thread.x * this.constants.bX
    ];
  },
);

export const where: Operator<3, NoAttributes, "one"> = defineOp({
  name: "where",
  about: "One operand where a mask is not 0, the other elsewhere; all three broadcast.",
  formula: "y = mask ? a : b",
  derivative: "dA = mask ? dY : 0, dB = mask ? 0 : dY",
  operands: ["mask", "a", "b"],
  arity: 3,
  returns: "one",
  integers: [0],
  keeps: "inputs",
  shapes: ([mask, a, b]) => [broadcastShapes("where", mask, a, b)],
  forward: (launch, [mask, a, b]) => {
    const shape = broadcastShapes("where", mask.shape, a.shape, b.shape);
    return launchOver(launch, whereCells, shape, { mask, a, b });
  },
  vjp: ({ cotangent, inputs: [mask, a, b], wants }, ops) => [
    null,
    wants[1] ? ops.sumTo(ops.where(mask, cotangent, 0), { shape: a.shape }) : null,
    wants[2] ? ops.sumTo(ops.where(mask, 0, cotangent), { shape: b.shape }) : null,
  ],
  sample: (draw) => {
    const shape = draw.shape(0, 3);
    return {
      inputs: [
        { shape: draw.broadcastable(shape), domain: "mask" },
        { shape: draw.broadcastable(shape), domain: "real" },
        { shape, domain: "real" },
      ],
    };
  },
});

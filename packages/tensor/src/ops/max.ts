/**
 * @file The largest element over axes, and where it is.
 *
 * Letters: y the result, dY its cotangent, [p] is 1 where p holds and 0 elsewhere. Elements that
 * tie for the maximum share its gradient equally, as NumPy-like libraries do.
 */
import type { DType } from "../dtype.js";
import type { ReduceAttributes } from "../attributes.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { defineOp, type Operator } from "../op.js";
import { foldingKernel, nonEmptyReduction, reduceAxes, reductionSample } from "../rows.js";
import { normalizeAxes, reducedShape, sizeOf } from "../shape.js";

const maxRows = foldingKernel("maxRows", {
  begin: function (x: number): number {
    return x;
  },
  join: function (top: number, x: number): number {
    return Math.max(top, x);
  },
});

const argmaxRows = defineKernel(
  "argmaxRows",
  function (this: KernelThis, x: Cells, xOffset: number): number {
    const start =
      xOffset +
      this.thread.z * this.constants.xZ +
      this.thread.y * this.constants.xY +
      this.thread.x * this.constants.xX;
    let top = x[start];
    let at = 0;
    for (let c = 1; c < this.constants.C; c++) {
      if (x[start + c * this.constants.step] > top) {
        top = x[start + c * this.constants.step];
        at = c;
      }
    }
    return at;
  },
);

export const max: Operator<1, ReduceAttributes, "one"> = defineOp({
  name: "max",
  about: "The largest element over some axes, or over all of them.",
  formula: "y = max x",
  derivative: "dX = dY ∘ [x = y] / Σ [x = y]",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "inputs and output",
  shapes: ([x], attributes) => [nonEmptyReduction("max", x, attributes)],
  flops: ([x]) => sizeOf(x),
  forward: (launch, [x], { axes }) => {
    return reduceAxes(launch, maxRows, x, normalizeAxes("max", axes, x.ndim));
  },
  vjp: ({ cotangent, inputs: [x], output, attributes }, ops) => {
    const axes = normalizeAxes("max", attributes.axes, x.shape.length);
    const shape = reducedShape(x.shape, axes, true);
    const winners = ops.equal(x, ops.reshape(output, { shape }));
    const share = ops.div(
      ops.reshape(cotangent, { shape }),
      ops.sum(winners, { axes, keepDims: true }),
    );
    return [ops.mul(winners, share)];
  },
  sample: (draw) => reductionSample(draw, "distinct", 1),
});

export const argmax: Operator<1, ReduceAttributes, "one"> = defineOp({
  name: "argmax",
  about:
    "Where the largest element is (the first one at a tie), as an index into the reduced axes.",
  formula: "y = min { i : x_i = max x }",
  derivative: "none: an index is no smooth function",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  resultType: (): DType => "int32",
  shapes: ([x], attributes) => [nonEmptyReduction("argmax", x, attributes)],
  flops: ([x]) => sizeOf(x),
  forward: (launch, [x], { axes }) => {
    return reduceAxes(launch, argmaxRows, x, normalizeAxes("argmax", axes, x.ndim), null);
  },
  vjp: () => [null],
  sample: (draw) => reductionSample(draw, "distinct", 1),
});

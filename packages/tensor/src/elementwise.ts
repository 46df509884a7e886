/**
 * @file What elementwise operators share: a function of numbers, NumPy broadcasting, and derivatives
 * that are summed back to the shapes that were stretched. Operands are read through their strides:
 * neither a stretched one nor a transposed one is copied.
 */
import type { Algebra } from "./algebra.js";
import { rowMajorCopy } from "./copy.js";
import { foldAxes, threadStrides, type FoldedAxes } from "./foldedAxes.js";
import { defineKernel, type Cells, type Kernel, type KernelThis } from "./kernel.js";
import {
  defineOp,
  type Domain,
  type Launch,
  type NoAttributes,
  type Operator,
  type VjpContext,
} from "./op.js";
import type { Operand } from "./operand.js";
import { broadcastShapes, broadcastStrides, rowMajorStrides, sizeOf, type Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

interface ElementwiseText {
  readonly name: string;
  readonly about: string;
  readonly formula: string;
  readonly derivative: string;
  readonly from?: string;
  readonly keeps: Operator["keeps"];
}

interface UnaryDefinition extends ElementwiseText {
  readonly domain?: Domain;
  /** One element from one element. A self-contained `function`, as a kernel is. */
  readonly cell: (x: number) => number;
  /** The gradient by x. Left out where it is 0 everywhere. */
  readonly gradient?: (context: VjpContext<NoAttributes>, ops: Algebra) => Operand;
}

interface BinaryDefinition extends ElementwiseText {
  readonly domains?: readonly [Domain, Domain];
  /** One element from two. A self-contained `function`, as a kernel is. */
  readonly cell: (a: number, b: number) => number;
  /** The gradients by a and b before they are summed to their shapes. Left out where they are 0. */
  readonly gradients?: readonly [
    (context: VjpContext<NoAttributes>, ops: Algebra) => Operand,
    (context: VjpContext<NoAttributes>, ops: Algebra) => Operand,
  ];
}

interface UnaryThis extends KernelThis {
  readonly cell: (x: number) => number;
}

interface BinaryThis extends KernelThis {
  readonly cell: (a: number, b: number) => number;
}

function mapOne(this: UnaryThis, x: Cells, xOffset: number): number {
  return this.cell(
    x[
      xOffset +
        this.thread.z * this.constants.xZ +
        this.thread.y * this.constants.xY +
        this.thread.x * this.constants.xX
    ],
  );
}

function mapTwo(this: BinaryThis, a: Cells, b: Cells, aOffset: number, bOffset: number): number {
  return this.cell(
    a[
      aOffset +
        this.thread.z * this.constants.aZ +
        this.thread.y * this.constants.aY +
        this.thread.x * this.constants.aX
    ],
    b[
      bOffset +
        this.thread.z * this.constants.bZ +
        this.thread.y * this.constants.bY +
        this.thread.x * this.constants.bX
    ],
  );
}

/** An operator of one operand that maps each element by itself. */
export function unaryOp(definition: UnaryDefinition): Operator<1, NoAttributes, "one"> {
  const { cell, gradient, domain = "real", ...text } = definition;
  const kernel = defineKernel(text.name, mapOne, { functions: { cell } });
  return defineOp({
    ...text,
    operands: ["x"],
    arity: 1,
    returns: "one",
    shapes: ([x]) => [x],
    flops: ([x]) => sizeOf(x),
    forward: (launch, [x]) => launchOver(launch, kernel, x.shape, { x }),
    vjp: (context, ops) => [gradient === undefined ? null : gradient(context, ops)],
    sample: (draw) => ({ inputs: [{ shape: draw.shape(0, 3), domain }] }),
  });
}

/** An operator of two operands, broadcast to one shape, that maps each pair of elements. */
export function binaryOp(definition: BinaryDefinition): Operator<2, NoAttributes, "one"> {
  const { cell, gradients, domains = ["real", "real"], ...text } = definition;
  const kernel = defineKernel(text.name, mapTwo, { functions: { cell } });
  return defineOp({
    ...text,
    operands: ["a", "b"],
    arity: 2,
    returns: "one",
    shapes: ([a, b]) => [broadcastShapes(text.name, a, b)],
    flops: (_, [y]) => sizeOf(y),
    forward: (launch, [a, b]) =>
      launchOver(launch, kernel, broadcastShapes(text.name, a.shape, b.shape), { a, b }),
    vjp: (context, ops) =>
      context.inputs.map((input, i) =>
        gradients === undefined || !context.wants[i]
          ? null
          : ops.sumTo(gradients[i](context, ops), { shape: input.shape }),
      ),
    sample: (draw) => {
      const shape = draw.shape(0, 3);
      const other = draw.broadcastable(shape);
      const [a, b] = draw.pick([
        [shape, other],
        [other, shape],
      ]);
      return {
        inputs: [
          { shape: a, domain: domains[0] },
          { shape: b, domain: domains[1] },
        ],
      };
    },
  });
}

/**
 * Launches a kernel for every element of a shape that all operands broadcast to. The kernel is given
 * the operands whole, then the offset of each, then `numbers`; for an operand called `a` it finds
 * the strides along the grid in the constants `aZ`, `aY` and `aX`.
 */
export function launchOver(
  launch: Launch,
  kernel: Kernel,
  shape: Shape,
  operands: Readonly<Record<string, Tensor>>,
  ...numbers: readonly number[]
): Tensor {
  const fold = (tensors: readonly Tensor[]): FoldedAxes =>
    foldAxes(
      shape,
      tensors.map(({ strides }) => strides),
    );
  let views = Object.values(operands).map((operand) => stretch(operand, shape));
  // More axes than a grid has; in row-major order they are all one.
  if (fold(views).sizes.length > 3) {
    views = views.map((view) => (view.isRowMajor ? view : rowMajorCopy(view)));
  }
  const { sizes, strides } = fold(views);
  const constants: Record<string, number> = {};
  Object.keys(operands).forEach((name, i) =>
    Object.assign(constants, threadStrides(name, strides[i])),
  );
  const cells = launch(
    kernel,
    sizes.length === 0 ? [1] : sizes,
    constants,
    ...views.map((whole) => ({ whole })),
    ...views.map(({ offset }) => offset),
    ...numbers,
  );
  return cells.view(shape, rowMajorStrides(shape));
}

/** A view of `x` in the larger shape that it broadcasts to. */
export function stretch(x: Tensor, shape: Shape): Tensor {
  return x.view(shape, broadcastStrides(x.shape, x.strides, shape));
}

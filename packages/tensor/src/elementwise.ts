/**
 * @file What elementwise operators share: NumPy broadcasting, one kernel cell per element, and
 * derivatives that are summed back to the shapes that were stretched.
 */
import { defineKernel, type KernelFunction } from "./kernel.js";
import { defineOp, type Domain, type NoAttributes, type Operator, type VjpContext } from "./op.js";
import type { Algebra } from "./algebra.js";
import type { Operand } from "./operand.js";
import { broadcastShapes, broadcastStrides, sizeOf, type Shape } from "./shape.js";
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
  /** The kernel: one element from one element. */
  readonly cell: KernelFunction;
  /** The gradient by x. Left out where it is 0 everywhere. */
  readonly gradient?: (context: VjpContext<NoAttributes>, ops: Algebra) => Operand;
}

interface BinaryDefinition extends ElementwiseText {
  readonly domains?: readonly [Domain, Domain];
  /** The kernel: one element from two. */
  readonly cell: KernelFunction;
  /** The gradients by a and b before they are summed to their shapes. Left out where they are 0. */
  readonly gradients?: readonly [
    (context: VjpContext<NoAttributes>, ops: Algebra) => Operand,
    (context: VjpContext<NoAttributes>, ops: Algebra) => Operand,
  ];
}

/** An operator of one operand that maps each element by itself. */
export function unaryOp(definition: UnaryDefinition): Operator<1, NoAttributes, "one"> {
  const { cell, gradient, domain = "real", ...text } = definition;
  const kernel = defineKernel(text.name, cell);
  return defineOp({
    ...text,
    operands: ["x"],
    arity: 1,
    returns: "one",
    shapes: ([x]) => [x],
    flops: ([x]) => sizeOf(x),
    forward: (launch, [x]) => launch(kernel, [x.size], {}, x),
    vjp: (context, ops) => [gradient === undefined ? null : gradient(context, ops)],
    sample: (draw) => ({ inputs: [{ shape: draw.shape(0, 3), domain }] }),
  });
}

/** An operator of two operands, broadcast to one shape, that maps each pair of elements. */
export function binaryOp(definition: BinaryDefinition): Operator<2, NoAttributes, "one"> {
  const { cell, gradients, domains = ["real", "real"], ...text } = definition;
  const kernel = defineKernel(text.name, cell);
  return defineOp({
    ...text,
    operands: ["a", "b"],
    arity: 2,
    returns: "one",
    shapes: ([a, b]) => [broadcastShapes(text.name, a, b)],
    flops: (_, [y]) => sizeOf(y),
    forward: (launch, [a, b]) => {
      const shape = broadcastShapes(text.name, a.shape, b.shape);
      return launch(kernel, [sizeOf(shape)], {}, stretch(a, shape), stretch(b, shape));
    },
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

/** A view of `x` in the larger shape that it broadcasts to. */
export function stretch(x: Tensor, shape: Shape): Tensor {
  return x.view(shape, broadcastStrides(x.shape, x.strides, shape));
}

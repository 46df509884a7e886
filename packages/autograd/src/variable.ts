/**
 * @file Variable: a tensor that remembers how it was made, and so can be differentiated by.
 */
import {
  applyEagerly,
  compose,
  DerivativeError,
  formatShape,
  full,
  isFloat,
  ops,
  ShapeError,
  type DType,
  type Interpreter,
  type Operand,
  type Shape,
  type Tensor,
} from "@heed/tensor";
import { backpropagate, leavesBefore, type BackwardOptions } from "./backward.js";
import { isTracked, type TapeNode, type Tracked } from "./tape.js";

export class Variable implements Tracked {
  readonly value: Tensor;
  readonly node: TapeNode | undefined;
  readonly tracked: boolean;
  /** What `backward` left on this leaf: the gradient by it, summed over calls. */
  grad: Operand | undefined;

  constructor(value: Tensor, node?: TapeNode, tracked = true) {
    this.value = value;
    this.node = node;
    this.tracked = tracked;
  }

  get shape(): Shape {
    return this.value.shape;
  }

  get dtype(): DType {
    return this.value.dtype;
  }

  get interpreter(): Interpreter {
    return recorder;
  }

  /** The same numbers, cut off from the tape. */
  detach(): Variable {
    return new Variable(this.value, undefined, false);
  }

  /** The only element. Throws `ShapeError` when there is not exactly one. */
  item(): number {
    return this.value.item();
  }

  /**
   * Adds to `grad` of every leaf the gradient of this scalar by it. Throws `ShapeError` when this
   * is not one number; call `backpropagate` with cotangents then.
   */
  backward(options: BackwardOptions = {}): void {
    const leaves = leavesBefore([this]).filter((leaf) => leaf instanceof Variable);
    const cotangent = unitCotangent(this);
    const gradients = backpropagate([this], [cotangent], leaves, options);
    leaves.forEach((leaf, i) => {
      const before = leaf.grad;
      const gradient = gradients[i];
      if (gradient === undefined) return;
      leaf.grad = before === undefined ? gradient : ops.add(before, gradient);
      // What a recorded derivative was made from must stay.
      if (before === undefined || isTracked(leaf.grad) || options.createGraph === true) return;
      before.value.dispose();
      gradient.value.dispose();
    });
    if (options.createGraph !== true) cotangent.dispose();
  }
}

/** A leaf to differentiate by. Throws `DerivativeError` on integers. */
export function variable(value: Tensor): Variable {
  if (!isFloat(value.dtype)) {
    throw new DerivativeError("variable", "its elements must be floats", value.dtype);
  }
  return new Variable(value);
}

/** The cotangent 1 that a scalar loss starts from. Throws `ShapeError` on anything larger. */
export function unitCotangent({ shape, dtype, value }: Operand): Tensor {
  if (value.size !== 1) {
    throw new ShapeError("backward", "the loss must be one number", formatShape(shape));
  }
  return full(shape, 1, { backend: value.backend, dtype });
}

let recording = true;
let order = 0;

/** Runs `body` without recording: what it makes can be read but not differentiated. */
export function noGrad<R>(body: () => R): R {
  const before = recording;
  recording = false;
  try {
    return body();
  } finally {
    recording = before;
  }
}

/** Applies operators to the values of variables, and notes what it did. */
const recorder: Interpreter = {
  apply(operator, inputs, attributes) {
    const record = recording && inputs.some(isTracked);
    // What has no rule of its own is recorded as the operators that it is composed of.
    if (record && operator.vjp === undefined && operator.composition !== undefined) {
      return compose(operator, inputs, attributes, ops);
    }
    const values = inputs.map((input) => input.value);
    const results = applyEagerly(operator, values, attributes, ops);
    if (!record) return results.map((result) => new Variable(result, undefined, false));
    const outputs: Variable[] = [];
    const node: TapeNode = { order: order++, operator, inputs, attributes, outputs };
    for (const result of results) outputs.push(new Variable(result, node, isFloat(result.dtype)));
    return outputs;
  },
};

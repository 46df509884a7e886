/**
 * @file Applying an operator: who carries it out, and the eager way to do so.
 */
import type { Algebra } from "./algebra.js";
import { wholeRun } from "./backend.js";
import { rowMajorCopy } from "./copy.js";
import { isFloat, type DType } from "./dtype.js";
import { BackendError, DerivativeError, DTypeError, ShapeError } from "./errors.js";
import { cellsShape } from "./kernel.js";
import type { AnyOperator, Attributes, Launch } from "./op.js";
import type { Operand } from "./operand.js";
import { scope } from "./scope.js";
import { formatShape, rowMajorStrides, sameShape, sizeOf, type Shape } from "./shape.js";
import { Tensor } from "./tensor.js";

/**
 * Applies an operator: eagerly when all operands are tensors, else through the interpreter of the
 * operand that has one (the tape). Numbers become scalars of the other operands' type and backend.
 */
export function apply(
  operator: AnyOperator,
  operands: readonly (Operand | number)[],
  attributes: Attributes,
  ops: Algebra,
): Operand[] {
  const scalars: Tensor[] = [];
  const inputs = areTensors(operands) ? operands : withScalars(operator, operands, scalars);
  const interpreter = inputs.find((input) => input.interpreter !== undefined)?.interpreter;
  // The tape keeps what it was given; only the eager way is done with the scalars at once.
  if (interpreter !== undefined) return interpreter.apply(operator, inputs, attributes);
  try {
    const tensors = inputs.map((input) => input.value);
    return applyEagerly(operator, tensors, attributes, ops);
  } finally {
    for (const scalar of scalars) scalar.dispose();
  }
}

function areTensors(operands: readonly (Operand | number)[]): operands is readonly Operand[] {
  return operands.length > 0 && !operands.some((operand) => typeof operand === "number");
}

/** Numbers as tensors, which are also noted in `scalars`. Throws where there is nothing else. */
function withScalars(
  operator: AnyOperator,
  operands: readonly (Operand | number)[],
  scalars: Tensor[],
): Operand[] {
  if (operands.every((operand) => typeof operand === "number")) {
    throw new ShapeError(operator.name, "at least one operand must be a tensor", "none");
  }
  return operands.map((operand): Operand => {
    if (typeof operand !== "number") return operand;
    const scalar = scalarLike(operands, operand);
    scalars.push(scalar);
    return scalar;
  });
}

/** A number as a tensor of no axes, on the backend and of the float type of its neighbours. */
function scalarLike(operands: readonly (Operand | number)[], number: number): Tensor {
  const neighbours = operands.filter((operand) => typeof operand !== "number");
  const like = neighbours.find((operand) => isFloat(operand.dtype)) ?? neighbours[0];
  const dtype = isFloat(like.dtype) ? like.dtype : "float32";
  return new Tensor(like.value.backend.allocate(dtype, 1, [number]), []);
}

/** Computes an operator on plain tensors: by the backend's own code if it has any, else by kernels. */
export function applyEagerly(
  operator: AnyOperator,
  inputs: readonly Tensor[],
  attributes: Attributes,
  ops: Algebra,
): Tensor[] {
  const { dtype, shapes } = checkCall(operator, inputs, attributes);
  const replacement = inputs[0].backend.replacement(operator.name);
  if (replacement !== undefined) return replacement(inputs, attributes, shapes);
  if (operator.forward === undefined) {
    return scope(() => {
      const outputs = composed(operator, inputs, attributes, ops);
      return outputs.map((output) => ownHandle(output.value, inputs));
    });
  }
  const forward = operator.forward.bind(operator);
  return scope(() => {
    const launch = launcher(dtype);
    const outputs = asArray(forward(launch, inputs, attributes));
    return outputs.map((output, i) => ownHandle(relabel(operator.name, output, shapes[i]), inputs));
  });
}

/** The operator carried out as the other operators it is written with, which know less of it. */
export function compose(
  operator: AnyOperator,
  inputs: readonly Operand[],
  attributes: Attributes,
  ops: Algebra,
): Operand[] {
  const values = inputs.map((input) => input.value);
  checkCall(operator, values, attributes);
  return composed(operator, inputs, attributes, ops);
}

/** The same for operands that fit. */
function composed(
  operator: AnyOperator,
  inputs: readonly Operand[],
  attributes: Attributes,
  ops: Algebra,
): Operand[] {
  if (operator.composition === undefined) {
    throw new DerivativeError(operator.name, "it must name a composition", "an operator with none");
  }
  return asArray(operator.composition(inputs, attributes, ops));
}

/** Results must not be freed with their operands: one that is an operand gets a handle of its own. */
function ownHandle(output: Tensor, inputs: readonly Tensor[]): Tensor {
  return inputs.includes(output) ? output.view(output.shape, output.strides) : output;
}

function asArray<T>(oneOrMany: T | T[]): T[] {
  return Array.isArray(oneOrMany) ? oneOrMany : [oneOrMany];
}

/** A kernel's cells come back in the shape of its grid; the operator's shape rule has the last word. */
function relabel(where: string, tensor: Tensor, shape: Shape): Tensor {
  if (sameShape(tensor.shape, shape)) return tensor;
  if (tensor.size !== sizeOf(shape)) {
    throw new ShapeError(
      where,
      "forward must return as many cells as the shape rule says",
      `${formatShape(tensor.shape)} for ${formatShape(shape)}`,
    );
  }
  return tensor.view(shape, rowMajorStrides(shape));
}

/** Element type and shapes of the results. Throws where the operands do not fit the operator. */
function checkCall(
  operator: AnyOperator,
  inputs: readonly Tensor[],
  attributes: Attributes,
): { dtype: DType; shapes: readonly Shape[] } {
  const dtype = checkOperands(operator, inputs);
  const shapes = operator.shapes(
    inputs.map((input) => input.shape),
    attributes,
  );
  return { dtype: operator.resultType?.(attributes) ?? dtype, shapes };
}

/** The operands' common element type. Throws on mixed backends, mixed types or a wrong count. */
function checkOperands(operator: AnyOperator, inputs: readonly Tensor[]): DType {
  const { name, arity, operands, integers = [] } = operator;
  if (arity === "many" ? inputs.length === 0 : inputs.length !== arity) {
    throw new ShapeError(
      name,
      `it takes ${arity === "many" ? "one or more" : String(arity)} operands (${operands.join(", ")})`,
      String(inputs.length),
    );
  }
  // A loop, and no lists: every operator that is ever applied comes by here.
  const { backend } = inputs[0];
  let common: DType | undefined;
  for (let i = 0; i < inputs.length; i++) {
    // The storage of a freed tensor throws: before anything is made that would be left behind.
    const { backend: own, dtype } = inputs[i].storage;
    if (own !== backend) {
      throw new BackendError(
        name,
        "all operands must be on one backend",
        `${backend.name} and ${own.name}`,
        "move one with `await tensor.to(backend)`",
      );
    }
    if (integers.includes(i)) {
      if (dtype !== "int32") throw new DTypeError(name, `${operands[i]} must be int32`, dtype);
      continue;
    }
    if (dtype === "int32" && operator.moves !== true) {
      throw new DTypeError(name, "operands must be floats", "int32");
    }
    common ??= dtype;
    if (dtype !== common) {
      const both = `${common} and ${dtype}`;
      throw new DTypeError(name, "operands must have one element type", both);
    }
  }
  return common ?? "int32";
}

/** `launch` for results of one element type. */
function launcher(dtype: DType): Launch {
  return (kernel, grid, constants, ...args) => {
    const tensors = args.flatMap((arg) =>
      typeof arg === "number" ? [] : ["whole" in arg ? arg.whole : arg],
    );
    const { backend } = tensors[0];
    const shape = cellsShape(kernel, grid);
    if (sizeOf(shape) === 0) return new Tensor(backend.allocate(dtype, 0), shape);
    const copies: Tensor[] = [];
    const kernelArguments = args.map((arg) => {
      if (typeof arg === "number") return arg;
      if ("whole" in arg) return wholeRun(arg.whole.storage);
      if (arg.isRowMajor) return { storage: arg.storage, offset: arg.offset, length: arg.size };
      const copy = rowMajorCopy(arg);
      copies.push(copy);
      return wholeRun(copy.storage);
    });
    const storage = backend.launch(kernel, grid, constants, kernelArguments, dtype);
    for (const copy of copies) copy.dispose();
    return new Tensor(storage, shape);
  };
}

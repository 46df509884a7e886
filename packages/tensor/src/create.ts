/**
 * @file Making tensors: from numbers, filled, counted, or drawn from a seed.
 */
import type { Backend } from "./backend.js";
import type { DType } from "./dtype.js";
import { ShapeError } from "./errors.js";
import { Random } from "./random.js";
import { checkShape, formatShape, sameShape, sizeOf, type Shape } from "./shape.js";
import { checkLength, Tensor, type NestedNumbers } from "./tensor.js";

/** Where a new tensor lives and what it holds. */
export interface Placement {
  readonly backend: Backend;
  /** float32 unless said. */
  readonly dtype?: DType;
}

/**
 * A tensor of the given numbers: nested arrays of equal lengths (their nesting is the shape), or a
 * flat array with `shape`. Throws `ShapeError` on ragged nesting or a shape of another size.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]], { backend: reference });
 * x.shape; // [2, 2]
 */
export function tensor(
  numbers: NestedNumbers | ArrayLike<number>,
  { backend, dtype = "float32", shape }: Placement & { readonly shape?: Shape },
): Tensor {
  if (isFlat(numbers)) {
    const { length } = numbers;
    checkLength("tensor", shape ?? [length], length);
    return new Tensor(backend.allocate(dtype, length, numbers), shape ?? [length]);
  }
  const flat: number[] = [];
  const nested = flatten(numbers, flat);
  checkLength("tensor", shape ?? nested, flat.length);
  return new Tensor(backend.allocate(dtype, flat.length, flat), shape ?? nested);
}

/** Whether these are the elements in a row, which need not be gathered first. */
function isFlat(numbers: NestedNumbers | ArrayLike<number>): numbers is ArrayLike<number> {
  if (ArrayBuffer.isView(numbers)) return true;
  return Array.isArray(numbers) && numbers.every((number) => typeof number === "number");
}

/** Every element `value`. */
export function full(shape: Shape, value: number, placement: Placement): Tensor {
  checkShape("full", shape);
  const { backend, dtype = "float32" } = placement;
  const size = sizeOf(shape);
  return new Tensor(backend.allocate(dtype, size, new Float64Array(size).fill(value)), shape);
}

/** Every element 0. */
export function zeros(shape: Shape, { backend, dtype = "float32" }: Placement): Tensor {
  checkShape("zeros", shape);
  return new Tensor(backend.allocate(dtype, sizeOf(shape)), shape);
}

/** Every element 1. */
export function ones(shape: Shape, placement: Placement): Tensor {
  return full(shape, 1, placement);
}

/** The integers 0 … n − 1, shape (n). */
export function arange(n: number, { backend, dtype = "float32" }: Placement): Tensor {
  checkShape("arange", [n]);
  return new Tensor(
    backend.allocate(
      dtype,
      n,
      Array.from({ length: n }, (_, i) => i),
    ),
    [n],
  );
}

/** The identity matrix, shape (n, n). */
export function eye(n: number, { backend, dtype = "float32" }: Placement): Tensor {
  checkShape("eye", [n]);
  const cells = Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  return new Tensor(backend.allocate(dtype, n * n, cells), [n, n]);
}

/** Draws from the normal distribution of the given standard deviation (1 unless said). */
export function randn(
  shape: Shape,
  random: Random,
  { backend, dtype = "float32", deviation = 1 }: Placement & { readonly deviation?: number },
): Tensor {
  checkShape("randn", shape);
  const cells = Array.from({ length: sizeOf(shape) }, () => deviation * random.normal());
  return new Tensor(backend.allocate(dtype, cells.length, cells), shape);
}

/** Draws from [low, high). */
export function uniform(
  shape: Shape,
  random: Random,
  {
    backend,
    dtype = "float32",
    low,
    high,
  }: Placement & { readonly low: number; readonly high: number },
): Tensor {
  checkShape("uniform", shape);
  const cells = Array.from({ length: sizeOf(shape) }, () => low + (high - low) * random.uniform());
  return new Tensor(backend.allocate(dtype, cells.length, cells), shape);
}

/** Appends the leaves of nested arrays to `into` and returns the shape of the nesting. */
function flatten(numbers: NestedNumbers | ArrayLike<number>, into: number[]): number[] {
  if (typeof numbers === "number") {
    into.push(numbers);
    return [];
  }
  const shapes = Array.from(numbers, (inner) => flatten(inner, into));
  const ragged = shapes.find((inner) => !sameShape(inner, shapes[0]));
  if (ragged !== undefined) {
    throw new ShapeError(
      "tensor",
      "nested arrays must have equal lengths",
      `${formatShape(shapes[0])} beside ${formatShape(ragged)}`,
    );
  }
  return [shapes.length, ...(shapes.at(0) ?? [])];
}

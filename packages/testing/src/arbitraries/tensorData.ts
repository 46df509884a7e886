/**
 * @file Tensors as plain data: what one shows, and how that lies in its storage. An arbitrary cannot
 * give a tensor itself, which lives on a backend and has to be freed; it gives what makes one, which
 * prints, shrinks, and can be placed on many backends.
 */
import { reference, scope, Tensor, type Placement, type Shape } from "@heed/tensor";
import { holdsIntegers, type ValueDomain } from "./domain.js";
import { placesOf, stridesOf, type Layout } from "./layout.js";

/** What makes a tensor. */
export interface TensorData {
  readonly shape: Shape;
  /** What its values were drawn from. */
  readonly domain: ValueDomain;
  /** In row-major order. */
  readonly values: Float64Array;
  readonly layout: Layout;
}

/** A tree with data for each tensor in it. */
export type Unplaced<T> = T extends Tensor
  ? TensorData
  : T extends (...args: never) => unknown
    ? T
    : T extends object
      ? { [K in keyof T]: Unplaced<T[K]> }
      : T;

/** Where gradients are checked. */
const exact: Placement = { backend: reference, dtype: "float64" };

/** Whether it makes a tensor of int32. */
export function isInteger({ domain }: Pick<TensorData, "domain">): boolean {
  return holdsIntegers(domain);
}

/**
 * The tensor, a view where `layout` says so: int32 where the domain is of integers, else of the
 * placement's `dtype`. In float64 on the reference backend unless said. What the view does not show
 * of its storage is NaN, or 2²⁰.
 */
export function place(data: TensorData, placement: Placement = exact): Tensor {
  const { shape, layout } = data;
  const { backend, dtype: floats = "float32" } = placement;
  const dtype = isInteger(data) ? "int32" : floats;
  const { strides, offset } = stridesOf(shape, layout);
  const cells = storedCells(data);
  return new Tensor(backend.allocate(dtype, cells.length, cells), shape, strides, offset);
}

/** All that the tensor's storage holds. Whoever reads what the view does not show will notice. */
export function storedCells(data: TensorData): number[] {
  const { shape, values, layout } = data;
  const { strides, offset, cells } = stridesOf(shape, layout);
  const storage = new Array<number>(cells).fill(isInteger(data) ? 2 ** 20 : NaN);
  for (const [i, cell] of placesOf(shape, strides, offset).entries()) storage[cell] = values[i];
  return storage;
}

/**
 * A property of tensors as a property of what makes them: every TensorData in its arguments, or in
 * objects and arrays there, arrives as a tensor, and is freed afterwards with all that `property` made.
 * In float64 on the reference backend unless said. Throws `HeedError` where `property` is async.
 *
 * @example
 * const x = tensorOf({ shape: [2, 3], domain: "positive" });
 * const inverse = placed((x: Tensor) => Math.max(...ops.exp(ops.log(x)).dataSync()) < 2.6);
 * fc.check(fc.property(x, inverse)).failed; // false
 */
export function placed<A extends readonly unknown[], R>(
  property: (...args: A) => R,
  placement: Placement = exact,
): (...args: Unplaced<A>) => R {
  return (...args) =>
    scope(() => property(...(args.map((arg) => placeTree(arg, placement)) as unknown as A)));
}

function placeTree(tree: unknown, placement: Placement): unknown {
  if (isTensorData(tree)) return place(tree, placement);
  if (Array.isArray(tree)) return tree.map((item) => placeTree(item, placement));
  if (typeof tree !== "object" || tree === null) return tree;
  if (Object.getPrototypeOf(tree) !== Object.prototype) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, item]) => [key, placeTree(item, placement)]),
  );
}

function isTensorData(value: unknown): value is TensorData {
  return typeof value === "object" && value !== null && "layout" in value && "values" in value;
}

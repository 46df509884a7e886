/**
 * @file Tensor: a shape, strides and an offset over a storage. Views share the storage; nothing
 * but explicit freeing (`dispose`, `using`, `scope`) ends its life.
 */
import type { Backend } from "./backend.js";
import { hostArray, type DType, type HostArray } from "./dtype.js";
import { DisposedError, ShapeError } from "./errors.js";
import type { Operand } from "./operand.js";
import { track } from "./scope.js";
import {
  checkShape,
  formatShape,
  isRowMajor,
  rowMajorStrides,
  sizeOf,
  type Shape,
} from "./shape.js";
import type { Execution, Storage } from "./storage.js";

/** Numbers nested as deeply as the tensor has axes. */
export type NestedNumbers = number | NestedNumbers[];

export class Tensor implements Operand {
  readonly shape: Shape;
  /** Steps, in elements, along each axis; 0 where an axis was stretched, negative where flipped. */
  readonly strides: readonly number[];
  /** Where element (0, …, 0) lies in the storage. */
  readonly offset: number;
  readonly #storage: Storage;
  #disposed = false;

  /** Takes over one reference to `storage`. Users call `tensor`, `zeros`, … instead. */
  constructor(storage: Storage, shape: Shape, strides?: readonly number[], offset = 0) {
    this.#storage = storage;
    this.shape = shape;
    this.strides = strides ?? rowMajorStrides(shape);
    this.offset = offset;
    track(this);
  }

  /** A tensor is its own value: operands that wrap one say so here. */
  get value(): this {
    return this;
  }

  get dtype(): DType {
    return this.#storage.dtype;
  }

  /** Number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  get backend(): Backend {
    return this.#storage.backend;
  }

  /** Which backend, and what inside it, computed these numbers. */
  get execution(): Execution {
    return this.#storage.execution;
  }

  /** The elements. Throws `DisposedError` after the tensor was freed. */
  get storage(): Storage {
    if (this.#disposed) {
      throw new DisposedError(
        "tensor",
        "a tensor must be alive to be used",
        `a freed tensor of shape ${formatShape(this.shape)}`,
        "return it from its scope to keep it",
      );
    }
    return this.#storage;
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Whether the elements lie in row-major order without gaps, from `offset` on. */
  get isRowMajor(): boolean {
    return isRowMajor(this.shape, this.strides);
  }

  /** The same elements seen through another shape, strides and offset (in elements). */
  view(shape: Shape, strides: readonly number[], offset: number = this.offset): Tensor {
    this.storage.retain();
    return new Tensor(this.#storage, shape, strides, offset);
  }

  /** Frees this tensor; its storage goes with the last tensor that looks at it. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#storage.release();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The elements in row-major order, on the host. */
  async data(): Promise<HostArray> {
    return this.#gather(await this.storage.backend.read(this.storage));
  }

  /** `data` without waiting; throws `BackendError` where the backend can only read later. */
  dataSync(): HostArray {
    return this.#gather(this.storage.backend.readSync(this.storage));
  }

  /** Nested arrays of numbers, as deep as there are axes; a number when there are none. */
  toArray(): NestedNumbers {
    const flat = this.dataSync();
    const strides = rowMajorStrides(this.shape);
    const nest = (axis: number, start: number): NestedNumbers =>
      axis === this.ndim
        ? flat[start]
        : Array.from({ length: this.shape[axis] }, (_, i) =>
            nest(axis + 1, start + i * strides[axis]),
          );
    return nest(0, 0);
  }

  /** The only element. Throws `ShapeError` when there is not exactly one. */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError("item", "the tensor must hold one element", formatShape(this.shape));
    }
    return this.dataSync()[0];
  }

  /** A copy on another backend, and of another element type if one is named. */
  async to(backend: Backend, dtype: DType = this.dtype): Promise<Tensor> {
    const data = await this.data();
    return new Tensor(backend.allocate(dtype, data.length, data), this.shape);
  }

  #gather(stored: HostArray): HostArray {
    const { shape, strides, offset, size } = this;
    if (this.isRowMajor) return stored.slice(offset, offset + size);
    const gathered = hostArray(this.dtype, size);
    const index = new Array<number>(shape.length).fill(0);
    let at = offset;
    for (let i = 0; i < size; i++) {
      gathered[i] = stored[at];
      // Counts up like an odometer: the last axis fastest, carrying to the left.
      for (let d = shape.length - 1; d >= 0; d--) {
        at += strides[d];
        if (++index[d] < shape[d]) break;
        at -= strides[d] * shape[d];
        index[d] = 0;
      }
    }
    return gathered;
  }
}

/** Throws unless `shape` is valid and holds exactly `length` elements. */
export function checkLength(where: string, shape: Shape, length: number): void {
  checkShape(where, shape);
  if (sizeOf(shape) !== length) {
    throw new ShapeError(
      where,
      "the shape must hold all the elements",
      `shape ${formatShape(shape)} and ${String(length)} elements`,
      `it holds ${String(sizeOf(shape))}`,
    );
  }
}

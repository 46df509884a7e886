/**
 * @file The backend interface: where elements live and what runs a kernel. Everything above it
 * (views, operators, tape, models) is the same on every backend.
 *
 * Allocating and launching return at once, whenever the work is done; only reading may have to wait.
 */
import type { DType, HostArray } from "./dtype.js";
import type { Kernel } from "./kernel.js";
import type { Attributes } from "./op.js";
import type { Shape } from "./shape.js";
import type { Storage } from "./storage.js";
import type { Tensor } from "./tensor.js";

/** How much is alive on a backend right now. Tests assert that it returns to where it was. */
export interface LiveCount {
  storages: number;
  bytes: number;
}

/** An operator that a backend computes by itself, in place of launching the operator's kernels. */
export type Replacement = (
  inputs: readonly Tensor[],
  attributes: Attributes,
  outputShapes: readonly Shape[],
) => Tensor[];

export interface Backend {
  readonly name: string;
  /** Element types that this backend can hold. */
  readonly dtypes: readonly DType[];
  readonly live: Readonly<LiveCount>;

  /** Elements from the host, or zeros where `data` is left out. */
  allocate(dtype: DType, length: number, data?: ArrayLike<number>): Storage;

  /** Called by `Storage.release` alone. */
  free(storage: Storage): void;

  /** A copy of the elements on the host. */
  read(storage: Storage): Promise<HostArray>;

  /** The same without waiting; throws `BackendError` where the backend cannot. */
  readSync(storage: Storage): HostArray;

  /**
   * Runs a kernel once for every place in `grid` (up to three sizes, outermost first) and returns
   * the cells in row-major order, each place as many as the kernel is wide. What a kernel reads
   * from an argument starts at its `offset`.
   */
  launch(
    kernel: Kernel,
    grid: Shape,
    constants: Readonly<Record<string, number>>,
    args: readonly KernelArgument[],
    dtype: DType,
  ): Storage;

  /**
   * Returns when all that was launched is done: for whoever measures. Absent where launching returns
   * no sooner, or where only reading can wait.
   */
  finish?(): void;

  /** Gives back what it holds of the machine besides tensors; absent where that is nothing. */
  close?(): Promise<void>;

  /** The backend's own way to compute the operator of this name, if it has one. */
  replacement(operator: string): Replacement | undefined;
}

/** What a kernel can be given: a number, or elements: `length` of them from `offset` on. */
export type KernelArgument = ElementRun | number;

export interface ElementRun {
  readonly storage: Storage;
  readonly offset: number;
  readonly length: number;
}

/** All elements of a storage. */
export function wholeRun(storage: Storage): ElementRun {
  return { storage, offset: 0, length: storage.length };
}

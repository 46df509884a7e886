/**
 * @file The gpu backend: gpu.js compiles the kernel functions that the reference backend calls.
 *
 * Elements are float32 on the host, int32 ones too: indices are numbers to a kernel. float32 counts
 * in ones up to 2^24, and larger integers are refused, not rounded.
 */
import type { Backend, KernelArgument, LiveCount, Replacement } from "../../backend.js";
import { bytesOf, hostArray, type DType, type HostArray } from "../../dtype.js";
import { BackendError, DTypeError } from "../../errors.js";
import type { Kernel } from "../../kernel.js";
import { sizeOf, type Shape } from "../../shape.js";
import { Storage, type Execution } from "../../storage.js";
import { GpuJs, type CompiledKernel, type GpuArgument, type GpuMode } from "./gpuJs.js";
import { KernelCache } from "./kernelCache.js";

/** What the backend has compiled so far. */
export interface KernelCount {
  /** Compiled and not destroyed. */
  readonly alive: number;
  /** Compiled ever: launches beyond these found their kernel ready. */
  readonly compiled: number;
}

/** Which of gpu.js's modes runs the kernels, and how many to keep compiled: ≥ 1, 512 unless said. */
export interface GpuOptions {
  readonly mode: GpuMode;
  readonly maxKernels?: number;
}

/** Elements for the gpu backend: float32 whatever their type is called. */
class GpuStorage extends Storage {
  readonly cells: Float32Array;

  constructor(backend: Backend, dtype: DType, cells: Float32Array, execution: Execution) {
    super(backend, dtype, cells.length, execution);
    this.cells = cells;
  }
}

class GpuBackend implements Backend {
  readonly name: string;
  readonly dtypes: readonly DType[] = ["float32", "int32"];
  readonly live: LiveCount = { storages: 0, bytes: 0 };
  readonly #gpuJs: GpuJs;
  readonly #kernels: KernelCache;
  readonly #sourceNumbers = new WeakMap<Kernel["source"], number>();
  #sources = 0;
  #compiled = 0;

  constructor({ mode, maxKernels = 512 }: GpuOptions) {
    this.name = `gpu:${mode}`;
    this.#gpuJs = new GpuJs(mode);
    this.#kernels = new KernelCache(maxKernels);
  }

  get kernels(): KernelCount {
    return { alive: this.#gpuJs.kernelCount, compiled: this.#compiled };
  }

  allocate(dtype: DType, length: number, data?: ArrayLike<number>): Storage {
    const cells = new Float32Array(length);
    if (data !== undefined) cells.set(dtype === "int32" ? exactIntegers("gpu", data) : data);
    return this.#store(dtype, cells, "host");
  }

  free(storage: Storage): void {
    this.live.storages--;
    this.live.bytes -= storage.length * bytesOf(storage.dtype);
  }

  read(storage: Storage): Promise<HostArray> {
    return Promise.resolve(this.readSync(storage));
  }

  readSync(storage: Storage): HostArray {
    const elements = hostArray(storage.dtype, storage.length);
    elements.set(cellsOf(storage));
    return elements;
  }

  launch(
    kernel: Kernel,
    grid: Shape,
    constants: Readonly<Record<string, number>>,
    args: readonly KernelArgument[],
    dtype: DType,
  ): Storage {
    // gpu.js runs no kernel over nothing.
    if (sizeOf(grid) === 0) return this.allocate(dtype, 0);
    checkAddressable(kernel, sizeOf(grid));
    const values = args.map((arg) => {
      if (typeof arg === "number") return arg;
      checkAddressable(kernel, arg.storage.length);
      return cellsFrom(arg.storage, arg.offset);
    });
    const compiled = this.#compile(kernel, grid, constants, values);
    const cells = compiled.run(values);
    const exact = dtype === "int32" ? new Float32Array(exactIntegers(kernel.name, cells)) : cells;
    return this.#store(dtype, exact, compiled.mode);
  }

  replacement(): Replacement | undefined {
    return undefined;
  }

  /**
   * The kernel, compiled for exactly this case. gpu.js bakes sizes and constants into what it
   * compiles: later changes of either are ignored, or read with the strides of before.
   */
  #compile(
    kernel: Kernel,
    grid: Shape,
    constants: Readonly<Record<string, number>>,
    values: readonly GpuArgument[],
  ): CompiledKernel {
    const kinds = values.map((value) => (typeof value === "number" ? "number" : value.length));
    const key = JSON.stringify([this.#numberOf(kernel.source), grid, constants, kinds]);
    return this.#kernels.get(key, () => {
      checkIntegers(kernel, constants);
      const compiled = this.#gpuJs.compile(kernel, grid, constants, values);
      this.#compiled++;
      return compiled;
    });
  }

  /** Tells kernel functions apart; two of them may bear one name. */
  #numberOf(source: Kernel["source"]): number {
    const number = this.#sourceNumbers.get(source) ?? this.#sources++;
    this.#sourceNumbers.set(source, number);
    return number;
  }

  #store(dtype: DType, cells: Float32Array, executor: string): Storage {
    if (!this.dtypes.includes(dtype)) {
      throw new DTypeError("gpu", `elements must be ${this.dtypes.join(" or ")}`, dtype);
    }
    this.live.storages++;
    this.live.bytes += cells.length * bytesOf(dtype);
    return new GpuStorage(this, dtype, cells, { backend: "gpu", executor });
  }
}

export type { GpuBackend, GpuMode };

/** A backend that runs kernels through gpu.js. Throws `BackendError` where the mode cannot run. */
export function createGpu(options: GpuOptions): GpuBackend {
  return new GpuBackend(options);
}

function cellsOf(storage: Storage): Float32Array {
  if (storage instanceof GpuStorage) return storage.cells;
  throw new BackendError("gpu", "the tensor must be on this backend", storage.backend.name);
}

/** The cells from `offset` on, followed by zeros where that is not the whole storage. */
function cellsFrom(storage: Storage, offset: number): Float32Array {
  const cells = cellsOf(storage);
  // An array without elements has no type that gpu.js could see. No kernel reads this one.
  if (cells.length === 0) return new Float32Array(1);
  if (offset === 0) return cells;
  // As long as the storage: a view at any offset then runs the same compiled kernel.
  const shifted = new Float32Array(cells.length);
  shifted.set(cells.subarray(offset));
  return shifted;
}

/**
 * Below 2^23 a float32 holds every index exactly, and every index and a half, by which kernels
 * take indices apart. Beyond it they would read their neighbours.
 */
function checkAddressable(kernel: Kernel, length: number): void {
  if (length <= 2 ** 23) return;
  throw new BackendError(
    kernel.name,
    "on the gpu backend operands and results must hold at most 2^23 elements",
    String(length),
  );
}

/** gpu.js compiles constants as integers and would cut fractions off. */
function checkIntegers(kernel: Kernel, constants: Readonly<Record<string, number>>): void {
  if (Object.values(constants).every(Number.isInteger)) return;
  throw new BackendError(kernel.name, "constants must be integers", JSON.stringify(constants));
}

/** Numbers as int32. Throws where float32, in which they will be held, is too coarse. */
function exactIntegers(where: string, numbers: ArrayLike<number>): Int32Array {
  const integers = Int32Array.from(numbers);
  // 2^24 itself is refused: it is also what 2^24 + 1 is rounded to.
  const coarse = integers.find((integer) => Math.abs(integer) >= 2 ** 24);
  if (coarse === undefined) return integers;
  const rule = "on the gpu backend int32 elements must lie between −2^24 and 2^24";
  throw new DTypeError(where, rule, String(coarse));
}

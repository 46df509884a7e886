/**
 * @file The SIMD backend: hand-written WebAssembly kernels over one memory that holds all elements.
 *
 * Operators that have a kernel (packages/tensor/kernels) are replaced by it, whole; for any other,
 * yours included, the kernel function that the reference backend calls is called here too, over the
 * same memory, and the result says so.
 */
import type { Backend, KernelArgument, LiveCount, Replacement } from "../../backend.js";
import { bytesOf, type DType, type HostArray } from "../../dtype.js";
import { BackendError, DTypeError } from "../../errors.js";
import { callKernel, cellsShape, type Kernel } from "../../kernel.js";
import { broadcastStrides, rowMajorStrides, sizeOf, type Shape } from "../../shape.js";
import { Storage, type Execution } from "../../storage.js";
import { Tensor } from "../../tensor.js";
import { Heap, type Block } from "./heap.js";
import { loadKernels, type Kernels } from "./kernelModule.js";
import { layoutAddress, layoutLength, walk, type Placed } from "./layout.js";
import { replacementsOn } from "./replacements.js";

/** Bytes in a page of WebAssembly memory, and the most pages that 32-bit addresses reach. */
const page = 65_536;
const mostPages = 65_536;

/** Pages to begin with, and to grow by at least: 16 MiB. */
const pagesAtOnce = 256;

/** Which kernels to run. */
export interface SimdOptions {
  /**
   * Whether to multiply and add in one rounding (relaxed SIMD). As the host can unless said; `true`
   * throws `BackendError` where it cannot.
   */
  readonly fused?: boolean;
}

class SimdStorage extends Storage {
  readonly block: Block;

  constructor(backend: Backend, dtype: DType, length: number, execution: Execution, block: Block) {
    super(backend, dtype, length, execution);
    this.block = block;
  }
}

export class SimdBackend implements Backend {
  readonly name = "simd";
  readonly dtypes: readonly DType[] = ["float32", "int32"];
  readonly live: LiveCount = { storages: 0, bytes: 0 };
  readonly kernels: Kernels;
  /** Address of the memory that a matrix product packs its operands into. */
  readonly scratch: number;
  readonly #memory = new WebAssembly.Memory({ initial: pagesAtOnce, maximum: mostPages });
  readonly #heap: Heap;
  readonly #execution: Execution;
  readonly #replacements: ReadonlyMap<string, Replacement>;
  #floats = new Float32Array(this.#memory.buffer);
  #integers = new Int32Array(this.#memory.buffer);

  constructor({ fused }: SimdOptions) {
    const { kernels, executor } = loadKernels(this.#memory, fused);
    this.kernels = kernels;
    this.#execution = { backend: this.name, executor };
    // First the layout of the call in progress, then the scratch memory, then the heap.
    this.scratch = layoutAddress + layoutLength * Int32Array.BYTES_PER_ELEMENT;
    this.#heap = new Heap(this.scratch + kernels.matmulScratch(), (end) => this.#reserve(end));
    this.#replacements = replacementsOn(this);
  }

  allocate(dtype: DType, length: number, data?: ArrayLike<number>): Storage {
    const storage = this.#store(dtype, length, this.#execution);
    const elements = this.#elementsOf(storage);
    if (data === undefined) elements.fill(0);
    else elements.set(data);
    return storage;
  }

  free(storage: Storage): void {
    this.#heap.free(blockOf(storage));
    this.live.storages--;
    this.live.bytes -= storage.length * bytesOf(storage.dtype);
  }

  read(storage: Storage): Promise<HostArray> {
    return Promise.resolve(this.readSync(storage));
  }

  readSync(storage: Storage): HostArray {
    return this.#elementsOf(storage).slice();
  }

  launch(
    kernel: Kernel,
    grid: Shape,
    constants: Readonly<Record<string, number>>,
    args: readonly KernelArgument[],
    dtype: DType,
  ): Storage {
    const execution = { backend: this.name, executor: "javascript" };
    const result = this.#store(dtype, sizeOf(cellsShape(kernel, grid)), execution);
    const values = args.map((arg) =>
      typeof arg === "number"
        ? arg
        : this.#elementsOf(arg.storage).subarray(arg.offset, arg.offset + arg.length),
    );
    callKernel(kernel, grid, constants, values, this.#elementsOf(result));
    return result;
  }

  replacement(operator: string): Replacement | undefined {
    return this.#replacements.get(operator);
  }

  /** A row-major tensor for a kernel to fill: its elements are whatever was there before. */
  result(shape: Shape, dtype: DType = "float32"): Tensor {
    return new Tensor(this.#store(dtype, sizeOf(shape), this.#execution), shape);
  }

  /** Where a tensor's first element lies, in bytes. */
  address(x: Tensor): number {
    return blockOf(x.storage).address + x.offset * bytesOf(x.dtype);
  }

  /** A row-major tensor's elements, in place: gone with the next allocation. */
  elements(x: Tensor): HostArray {
    return this.#elementsOf(x.storage).subarray(x.offset, x.offset + x.size);
  }

  /** Runs a kernel that walks a row-major result and its operands, stretched to its shape. */
  walk(
    out: Tensor,
    operands: readonly Tensor[],
    run: (addresses: readonly number[]) => void,
  ): void {
    const arrays = [out, ...operands].map((x) => ({
      address: this.address(x),
      strides: broadcastStrides(x.shape, x.strides, out.shape),
    }));
    walk(this.#layout(), out.shape, arrays, run);
  }

  /** Copies a view to where `target` says, element by element. */
  copyTo(target: Placed, x: Tensor): void {
    const source = { address: this.address(x), strides: x.strides };
    walk(this.#layout(), x.shape, [target, source], ([to, from]) => {
      this.kernels.copy(to, from, layoutAddress);
    });
  }

  /** A row-major copy of a view. */
  copy(x: Tensor): Tensor {
    const out = this.result(x.shape, x.dtype);
    this.copyTo({ address: this.address(out), strides: rowMajorStrides(x.shape) }, x);
    return out;
  }

  #layout(): Int32Array {
    this.#refreshViews();
    return this.#integers.subarray(layoutAddress, layoutAddress + layoutLength);
  }

  #store(dtype: DType, length: number, execution: Execution): SimdStorage {
    if (!this.dtypes.includes(dtype)) {
      throw new DTypeError("simd", `elements must be ${this.dtypes.join(" or ")}`, dtype);
    }
    const bytes = length * bytesOf(dtype);
    const block = this.#heap.allocate(bytes);
    this.live.storages++;
    this.live.bytes += bytes;
    return new SimdStorage(this, dtype, length, execution, block);
  }

  #elementsOf(storage: Storage): Float32Array | Int32Array {
    this.#refreshViews();
    const start = blockOf(storage).address / bytesOf(storage.dtype);
    const all = storage.dtype === "int32" ? this.#integers : this.#floats;
    return all.subarray(start, start + storage.length);
  }

  /** Growing detaches the buffer that views look at. */
  #refreshViews(): void {
    if (this.#floats.length > 0) return;
    this.#floats = new Float32Array(this.#memory.buffer);
    this.#integers = new Int32Array(this.#memory.buffer);
  }

  /** Makes the memory reach up to `end`. */
  #reserve(end: number): void {
    const pages = this.#memory.buffer.byteLength / page;
    const needed = Math.ceil(end / page);
    if (needed <= pages) return;
    try {
      // In large steps, the last of which takes what is left.
      const wanted = Math.max(needed, Math.min(pages + pagesAtOnce, mostPages));
      this.#memory.grow(wanted - pages);
    } catch {
      throw new BackendError(
        "simd",
        "tensors must fit into memory, of which WebAssembly can address 4 GiB",
        `${String(this.live.bytes)} bytes in ${String(this.live.storages)} tensors`,
        "free some with `dispose` or `scope`",
      );
    }
  }
}

/** The hand-written kernels, on a memory of their own. */
export function createSimd(options: SimdOptions = {}): SimdBackend {
  return new SimdBackend(options);
}

function blockOf(storage: Storage): Block {
  if (storage instanceof SimdStorage) return storage.block;
  throw new BackendError("simd", "the tensor must be on this backend", storage.backend.name);
}

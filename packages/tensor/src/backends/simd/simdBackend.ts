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
import { sizeOf, type Shape } from "../../shape.js";
import { Storage, type Execution } from "../../storage.js";
import { Tensor } from "../../tensor.js";
import type { SimdExecutor } from "./executor.js";
import { Heap, type Block } from "./heap.js";
import { loadKernels, type Kernels } from "./kernelModule.js";
import { layoutsAddress } from "./layout.js";
import { PreparedForms } from "./preparedForms.js";
import { replacementsOn } from "./replacements.js";
import { mostCalls, queueBytes, ThreadPool, type AnyKernel } from "./threadPool.js";

/** Bytes in a page of WebAssembly memory, and the most pages that 32-bit addresses reach. */
const page = 65_536;
const mostPages = 65_536;

/** Pages to begin with, and to grow by at least: 16 MiB. */
const pagesAtOnce = 256;

/** Into how many calls a job is cut: several for each thread, since one may be late. */
const callsPerThread = 4;

/** The least work of a call, in floating-point operations: about 20 µs. */
const workOfCall = 800_000;

/** How much of a job is done after a share t of its calls: the first is seven times the last. */
function reached(t: number): number {
  return (t * (7 - 3 * t)) / 4;
}

/** Which kernels to run. */
export interface SimdOptions {
  /**
   * What computes: unless said `wasm-fma`, or `wasm-simd` where the host has no relaxed SIMD. One that
   * V8 has to be told of switches that on for the whole process; `quickestExecutor` names it. Throws
   * `BackendError` where the host cannot run it.
   */
  readonly executor?: SimdExecutor | undefined;
  /**
   * How many threads carry out large kernels, the caller's among them: 1 unless said. Results do not
   * depend on it. More than 1 throws `BackendError` where threads cannot share memory: in a page
   * that is not isolated from other origins. `close` ends them.
   */
  readonly threads?: number;
}

/** Kernels that answer with a number. */
type Asked = "gatherRows" | "scatterRows";

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
  /** How many threads carry out large kernels. */
  readonly threads: number;
  /** Those that touch no memory; for all others, `run` and `ask`. */
  readonly kernels: Pick<Kernels, "leftPanel" | "rightPanel" | "readsInPlace">;
  /** Operands in forms that kernels would rather read. */
  readonly forms: PreparedForms = new PreparedForms((block) => this.giveRoom(block));
  readonly #memory = new WebAssembly.Memory({
    initial: pagesAtOnce,
    maximum: mostPages,
    shared: true,
  });
  readonly #heap: Heap;
  readonly #kernels: Kernels;
  readonly #pool: ThreadPool | undefined;
  readonly #execution: Execution;
  readonly #replacements: ReadonlyMap<string, Replacement>;
  #floats = new Float32Array(this.#memory.buffer);
  #integers = new Int32Array(this.#memory.buffer);

  constructor({ executor: asked, threads = 1 }: SimdOptions) {
    if (!Number.isInteger(threads) || threads < 1) {
      throw new BackendError("simd", "threads must be a positive integer", String(threads));
    }
    const { kernels, module, executor } = loadKernels(this.#memory, asked);
    this.kernels = kernels;
    this.#kernels = kernels;
    this.threads = threads;
    this.#execution = { backend: this.name, executor };
    this.#heap = new Heap(kernels.heapStart(), (end) => this.#reserve(end));
    this.#replacements = replacementsOn(this);
    if (threads > 1) {
      const { address } = this.#heap.allocate(queueBytes, "room");
      this.#pool = new ThreadPool(kernels, module, this.#memory, address, threads - 1);
    }
  }

  /** Ends the threads, if there are any beside the caller's, which then works alone. */
  async close(): Promise<void> {
    await this.#pool?.close();
  }

  finish(): void {
    this.#pool?.drain();
  }

  allocate(dtype: DType, length: number, data?: ArrayLike<number>): Storage {
    const storage = this.#store(dtype, length, this.#execution);
    const elements = this.#elementsOf(storage);
    if (data === undefined) elements.fill(0);
    else elements.set(data);
    return storage;
  }

  free(storage: Storage): void {
    this.forms.forget(storage);
    this.#heap.free(blockOf(storage), "storage");
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

  /**
   * Carries out calls of one kernel that write to different places: at once, or where there are several
   * threads when what was asked for before is done, as whoever reads the memory will find it.
   */
  run(name: keyof Kernels, calls: readonly (readonly number[])[]): void {
    if (this.#pool !== undefined) {
      this.#pool.run(name, calls);
      return;
    }
    const kernel: AnyKernel = this.#kernels[name];
    for (const call of calls) kernel(...call);
  }

  /** Calls a kernel for what it answers, which takes all that was asked for before to be done. */
  ask(name: Asked, ...args: readonly number[]): number {
    this.#pool?.drain();
    const kernel: (...args: readonly number[]) => number = this.#kernels[name];
    return kernel(...args);
  }

  /** Where the layouts of the calls that are run next are to be written. */
  get layouts(): number {
    return this.#pool?.layouts ?? layoutsAddress;
  }

  /**
   * The same for any number of calls that together take `work` floating-point operations: one after the
   * other where that is not worth a thread's while.
   */
  runAll(name: keyof Kernels, calls: readonly (readonly number[])[], work: number): void {
    const together = this.shares(mostCalls, work).length > 1 ? mostCalls : 1;
    for (let i = 0; i < calls.length; i += together) this.run(name, calls.slice(i, i + together));
  }

  /**
   * Cuts `units` that together take `work` floating-point operations into ranges, one for each call
   * of a job: few enough that each is worth a thread's while, and smaller towards the end, where
   * threads wait for each other.
   */
  shares(units: number, work: number): [from: number, to: number][] {
    const most = Math.min(units, callsPerThread * this.threads, mostCalls);
    const count = Math.min(most, Math.floor(work / workOfCall));
    if (this.threads === 1 || count < 2) return [[0, units]];
    const ends = Array.from({ length: count }, (_, i) =>
      Math.floor(reached((i + 1) / count) * units),
    );
    return ends.flatMap((to, i): [number, number][] => {
      const from = ends[i - 1] ?? 0;
      return to > from ? [[from, to]] : [];
    });
  }

  /** Room for a kernel to work in, of so many float32; to be given back by `giveRoom`. */
  takeRoom(length: number): Block {
    return this.#heap.allocate(length * Float32Array.BYTES_PER_ELEMENT, "room");
  }

  giveRoom(room: Block): void {
    this.#heap.free(room, "room");
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

  /** So many int32 of the memory that no kernel works on: gone with the next allocation. */
  words(address: number, length: number): Int32Array {
    this.#refreshViews();
    const first = address / Int32Array.BYTES_PER_ELEMENT;
    return this.#integers.subarray(first, first + length);
  }

  #store(dtype: DType, length: number, execution: Execution): SimdStorage {
    if (!this.dtypes.includes(dtype)) {
      throw new DTypeError("simd", `elements must be ${this.dtypes.join(" or ")}`, dtype);
    }
    const bytes = length * bytesOf(dtype);
    const block = this.#heap.allocate(bytes, "storage");
    this.live.storages++;
    this.live.bytes += bytes;
    return new SimdStorage(this, dtype, length, execution, block);
  }

  #elementsOf(storage: Storage): Float32Array | Int32Array {
    this.#pool?.drain();
    this.#refreshViews();
    const start = blockOf(storage).address / bytesOf(storage.dtype);
    const all = storage.dtype === "int32" ? this.#integers : this.#floats;
    return all.subarray(start, start + storage.length);
  }

  /** Views made before the memory grew end where it ended. */
  #refreshViews(): void {
    if (this.#floats.byteLength === this.#memory.buffer.byteLength) return;
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

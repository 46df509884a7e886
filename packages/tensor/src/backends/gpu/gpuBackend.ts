/**
 * @file The gpu backend: gpu.js compiles the kernel functions that the reference backend calls.
 *
 * Elements are float32, int32 ones too: indices are numbers to a kernel. float32 counts in ones up
 * to 2^24, and larger integers are refused, not rounded. What comes from the host goes to the
 * device once, at its first use; results stay there until somebody reads them.
 */
import type { Backend, ElementRun, KernelArgument, LiveCount, Replacement } from "../../backend.js";
import { bytesOf, hostArray, type DType, type HostArray } from "../../dtype.js";
import { BackendError, DTypeError } from "../../errors.js";
import { cellsShape, type Kernel } from "../../kernel.js";
import { sizeOf, type Shape } from "../../shape.js";
import type { Execution, Storage } from "../../storage.js";
import type { KernelText, Resident } from "./compiledKernel.js";
import { orElse, type Eventually } from "./eventually.js";
import { GpuDevice } from "./gpuDevice.js";
import { refusal } from "./gpuJs.js";
import { gpuModes, type GpuMode } from "./gpuMode.js";
import { GpuStorage, own, residentOf } from "./gpuStorage.js";
import { KernelCache } from "./kernelCache.js";
import { checkAddressable, checkIntegers, exactIntegers } from "./limits.js";

/** What the backend has compiled so far. */
export interface KernelCount {
  /** Compiled and not destroyed. */
  readonly alive: number;
  /** Compiled ever. */
  readonly compiled: number;
}

/** What went to the device and came back, since the backend was made. */
export interface Traffic {
  /** Runs of kernels, those that only move elements included. */
  readonly launches: number;
  /** Launches that found their kernel compiled. */
  readonly hits: number;
  readonly uploads: number;
  readonly bytesUp: number;
  readonly reads: number;
  readonly bytesDown: number;
}

/** Which of gpu.js's modes runs the kernels, and how. */
export interface GpuOptions {
  readonly mode: GpuMode;
  /** How many kernels to keep compiled: ≥ 1, 1024 unless said. */
  readonly maxKernels?: number;
  /**
   * Whether only this mode will do; true unless said. Else the next of `gpuModes` that can run here
   * is taken, and every result says why: `execution.fallback`.
   */
  readonly strict?: boolean;
}

class GpuBackend implements Backend {
  readonly name: string;
  readonly dtypes: readonly DType[] = ["float32", "int32"];
  readonly live: LiveCount = { storages: 0, bytes: 0 };
  readonly #device: GpuDevice;
  readonly #kernels: KernelCache;
  readonly #execution: Omit<Execution, "executor">;
  #compiled = 0;
  #hits = 0;
  /** WebGPU's work comes as promises; this one is kept when all work so far is done. */
  #done: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  /** `fallback` says why it is not the mode asked for. */
  constructor(device: GpuDevice, maxKernels: number, fallback: string | undefined) {
    const { mode, renderer } = device;
    this.name = `gpu:${mode}`;
    this.#execution = {
      backend: this.name,
      ...(renderer === "" ? {} : { renderer }),
      ...(fallback === undefined ? {} : { fallback }),
    };
    this.#device = device;
    this.#kernels = new KernelCache(maxKernels);
  }

  get mode(): GpuMode {
    return this.#device.mode;
  }

  /** The device, in its driver's words; empty where the host computes. */
  get renderer(): string {
    return this.#device.renderer;
  }

  get kernels(): KernelCount {
    return { alive: this.#device.kernelCount, compiled: this.#compiled };
  }

  get traffic(): Traffic {
    return { hits: this.#hits, ...this.#device.traffic };
  }

  /** What is compiled now: each kernel as it is written, and as gpu.js translated it. */
  kernelTexts(): KernelText[] {
    return Array.from(this.#kernels.kernels, ({ text }) => text);
  }

  allocate(dtype: DType, length: number, data?: ArrayLike<number>): Storage {
    if (length === 0) return this.#store(dtype, length, this.mode);
    if (data === undefined) return this.#produce(dtype, length, () => this.#device.zeros(length));
    const cells = new Float32Array(length);
    cells.set(dtype === "int32" ? exactIntegers("gpu", data) : data);
    return this.#produce(dtype, length, () => this.#device.upload(cells));
  }

  free(storage: Storage): void {
    this.live.storages--;
    this.live.bytes -= storage.length * bytesOf(storage.dtype);
    const freed = own(storage);
    // What was asked for before may still read it.
    this.#inOrder(() => {
      freed.resident?.release();
      freed.resident = undefined;
    });
  }

  async read(storage: Storage): Promise<HostArray> {
    // Whoever asks may free it at once: no mode waits that need not.
    if (this.#device.isAsync) await this.#done;
    return this.#elements(storage, await this.#download(storage));
  }

  readSync(storage: Storage): HostArray {
    if (this.#device.isAsync) {
      throw new BackendError(
        this.name,
        "elements can only be awaited",
        "a read that does not wait",
        "use `await x.data()`",
      );
    }
    return this.#elements(storage, this.#download(storage) as Float32Array);
  }

  launch(
    kernel: Kernel,
    grid: Shape,
    constants: Readonly<Record<string, number>>,
    args: readonly KernelArgument[],
    dtype: DType,
  ): Storage {
    const length = sizeOf(cellsShape(kernel, grid));
    // gpu.js runs no kernel over nothing.
    if (length === 0) return this.allocate(dtype, 0);
    checkAddressable(kernel, length);
    for (const arg of args) {
      if (typeof arg !== "number") checkAddressable(kernel, arg.storage.length);
      else if (dtype === "int32") exactIntegers(kernel.name, [arg]);
    }
    const operands = args.map((arg) => (typeof arg === "number" ? arg : this.#operand(arg)));
    // Lengths of textures and buffers reach a kernel when it runs; those of arrays before.
    const lengthOf = (run: ElementRun) => (this.#device.isHost ? run.length : "any");
    const kinds = args.map((arg) => (typeof arg === "number" ? "number" : lengthOf(arg)));
    const key = this.#kernels.keyOf(kernel, grid, constants, kinds);
    const compiled = this.#kernels.get(key, () => {
      checkIntegers(kernel, constants);
      this.#compiled++;
      this.#hits--;
      const isNumber = args.map((arg) => typeof arg === "number");
      return this.#device.compile(kernel, grid, constants, isNumber);
    });
    this.#hits++;
    const work = (): Eventually<Resident> => {
      const given = operands.map((operand) =>
        typeof operand === "number" ? operand : residentOf(operand),
      );
      return orElse(
        () => this.#device.run(compiled, given),
        (error) => {
          this.#kernels.drop(key);
          throw refusal(kernel.name, `the kernel must run in gpu.js's mode ${this.mode}`, error);
        },
      );
    };
    try {
      return this.#produce(dtype, length, work, compiled.executor);
    } finally {
      for (const operand of operands) if (typeof operand !== "number") operand.release();
    }
  }

  replacement(): Replacement | undefined {
    return undefined;
  }

  /** Destroys all it holds. It must not be used again, but may be closed again. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#done;
    this.#kernels.clear();
    await this.#device.close();
  }

  /** The elements as a kernel is to read them, from the first on; to be released after the launch. */
  #operand({ storage, offset, length }: ElementRun): GpuStorage {
    const whole = own(storage);
    // An array without elements has no type that gpu.js could see. No kernel reads this one.
    if (length === 0) return own(this.allocate("float32", 1));
    if (offset === 0 && (length === storage.length || !this.#device.isHost)) {
      whole.retain();
      return whole;
    }
    const { dtype } = storage;
    const part = () => this.#device.part(residentOf(whole), offset, length);
    return this.#produce(dtype, length, part);
  }

  /** A storage for what some work brings about, now or, on WebGPU, when it is its turn. */
  #produce(
    dtype: DType,
    length: number,
    work: () => Eventually<Resident>,
    executor: string = this.mode,
  ): GpuStorage {
    if (!this.#device.isAsync) {
      const resident = work() as Resident;
      const storage = this.#store(dtype, length, executor);
      storage.resident = resident;
      return storage;
    }
    const storage = this.#store(dtype, length, executor);
    this.#inOrder(async () => {
      try {
        storage.resident = await work();
      } catch (error) {
        storage.failure = error;
      }
    });
    return storage;
  }

  /** Does something after all that was asked for before. */
  #inOrder(job: () => Eventually<void>): void {
    if (this.#device.isAsync) this.#done = this.#done.then(job);
    else void job();
  }

  #download(storage: Storage): Eventually<Float32Array> {
    if (storage.length === 0) return new Float32Array(0);
    return this.#device.read(residentOf(own(storage)));
  }

  #elements({ dtype, length }: Storage, cells: Float32Array): HostArray {
    const elements = hostArray(dtype, length);
    elements.set(dtype === "int32" ? exactIntegers(this.name, cells) : cells);
    return elements;
  }

  #store(dtype: DType, length: number, executor: string): GpuStorage {
    if (!this.dtypes.includes(dtype)) {
      throw new DTypeError("gpu", `elements must be ${this.dtypes.join(" or ")}`, dtype);
    }
    this.live.storages++;
    this.live.bytes += length * bytesOf(dtype);
    return new GpuStorage(this, dtype, length, { ...this.#execution, executor });
  }
}

export { emitWgsl } from "./emitWgsl.js";
export { gpuModes, type GpuMode };
export type { GpuBackend, KernelText };

/**
 * A backend that runs kernels through gpu.js. Rejects with `BackendError` where the mode cannot
 * run.
 */
export async function createGpu(options: GpuOptions): Promise<GpuBackend> {
  const { mode, maxKernels = 1024, strict = true } = options;
  if (!gpuModes.includes(mode)) {
    throw new BackendError("gpu", `the mode must be one of ${gpuModes.join(", ")}`, mode);
  }
  const [first, ...others] = strict ? [mode] : gpuModes.slice(gpuModes.indexOf(mode));
  const { device, refusals } = await openFirst(first, others);
  const fallback = refusals.length === 0 ? undefined : refusals.join("; ");
  return new GpuBackend(device, maxKernels, fallback);
}

/** The first mode that can run, and why those before it cannot. */
async function openFirst(
  mode: GpuMode,
  others: readonly GpuMode[],
): Promise<{ device: GpuDevice; refusals: string[] }> {
  try {
    return { device: await GpuDevice.open(mode), refusals: [] };
  } catch (error) {
    if (others.length === 0) throw error;
    const { device, refusals } = await openFirst(others[0], others.slice(1));
    return { device, refusals: [(error as Error).message, ...refusals] };
  }
}

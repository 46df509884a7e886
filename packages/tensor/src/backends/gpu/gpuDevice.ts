/**
 * @file One mode of gpu.js, opened: it compiles and runs kernels, and moves elements to where they
 * read them. On WebGPU what it does takes time, and comes as a promise.
 */
import { BackendError } from "../../errors.js";
import { defineKernel, type Cells, type Kernel, type KernelThis } from "../../kernel.js";
import type { Shape } from "../../shape.js";
import { CompiledKernel, HostCells, isHostMode, type Resident } from "./compiledKernel.js";
import { andThen, type Eventually } from "./eventually.js";
import { acquireWebGpu, openGpu, releaseWebGpu, rendererOf, type Gpu } from "./gpuJs.js";
import type { GpuMode } from "./gpuMode.js";

/** What a kernel is called with. */
export type RunArgument = Resident | number;

/** Elements that come from the host. */
const upload = defineKernel("upload", function (this: KernelThis, x: Cells): number {
  return x[this.thread.x];
});

/** As many zeros as there are places. */
const zero = defineKernel("zero", function (this: KernelThis): number {
  return 0;
});

/** Elements from `offset` on: a kernel reads what it is given from its start. */
const part = defineKernel("part", function (this: KernelThis, x: Cells, offset: number): number {
  return x[this.thread.x + offset];
});

/** The four numbers in each pixel of a texture, one after the other. */
const unpack = defineKernel(
  "unpack",
  function (this: KernelThis, x: ArrayLike<readonly number[]>): number {
    const pixel = Math.floor((this.thread.x + 0.5) / 4);
    const channel = this.thread.x - pixel * 4;
    const four = x[pixel];
    if (channel < 1) {
      return four[0];
    }
    if (channel < 2) {
      return four[1];
    }
    if (channel < 3) {
      return four[2];
    }
    return four[3];
  },
);

/** How many single numbers are kept. */
const mostScalars = 256;

export class GpuDevice {
  readonly mode: GpuMode;
  /** The device, in its driver's words; empty where the host computes. */
  readonly renderer: string;
  /** What went to the device and came back so far. */
  readonly traffic = { launches: 0, uploads: 0, bytesUp: 0, reads: 0, bytesDown: 0 };
  readonly #gpu: Gpu;
  /** Kernels that move elements, compiled once for any length. */
  readonly #movers = new Map<Kernel, CompiledKernel>();
  /** Single numbers, uploaded once for all: models multiply by the same few again and again. */
  readonly #scalars = new Map<string, Eventually<Resident>>();

  private constructor(gpu: Gpu, mode: GpuMode, adapter: string) {
    this.#gpu = gpu;
    this.mode = mode;
    // gpu.js has no context of WebGL before the first kernel.
    if (!this.isHost) this.#mover(upload, ["Array"]);
    this.renderer = gpu.context === null ? adapter : rendererOf(gpu.context);
  }

  /** Throws `BackendError` where the mode cannot run. */
  static async open(mode: GpuMode): Promise<GpuDevice> {
    const adapter = mode === "webgpu" ? await acquireWebGpu() : "";
    return new GpuDevice(openGpu(mode), mode, adapter);
  }

  /** Whether kernels read arrays of the host: then nothing is moved. */
  get isHost(): boolean {
    return isHostMode(this.mode);
  }

  /** Whether what it does comes as a promise. */
  get isAsync(): boolean {
    return this.mode === "webgpu";
  }

  /** How many kernels were compiled and are not destroyed, the movers apart. */
  get kernelCount(): number {
    return this.#gpu.kernels.length - this.#movers.size;
  }

  /** A kernel for one grid, one set of constants, and arguments that are numbers or else cells. */
  compile(
    kernel: Kernel,
    grid: Shape,
    constants: Readonly<Record<string, number>>,
    isNumber: readonly boolean[],
  ): CompiledKernel {
    const argumentTypes = isNumber.map((number) => (number ? "Float" : this.#cellsType));
    const { mode } = this;
    return new CompiledKernel(this.#gpu, kernel, { mode, grid, constants, argumentTypes });
  }

  /** The cells that a kernel computes. */
  run(kernel: CompiledKernel, args: readonly RunArgument[]): Eventually<Resident> {
    this.#checkContext();
    this.traffic.launches++;
    const result = kernel.run(args);
    if (kernel.width === 1 || this.isHost || this.isAsync) return result;
    const fours = result as Resident;
    const numbers = this.#move(unpack, ["ArrayTexture(4)"], kernel.length, fours);
    fours.release();
    return numbers;
  }

  upload(cells: Float32Array): Eventually<Resident> {
    const [number] = cells;
    const name = Object.is(number, -0) ? "-0" : String(number);
    const known = cells.length === 1 ? this.#scalars.get(name) : undefined;
    if (known !== undefined) return known;
    this.traffic.uploads++;
    this.traffic.bytesUp += cells.byteLength;
    const given = new HostCells(cells);
    if (this.isHost) return given;
    const resident = this.#move(upload, ["Array"], cells.length, given);
    if (cells.length > 1 || this.#scalars.size === mostScalars) return resident;
    const shared = andThen(resident, (number) => ({
      handle: number.handle,
      read: () => number.read(),
      release: () => undefined,
    }));
    this.#scalars.set(name, shared);
    return shared;
  }

  /** Zeros: nothing goes up. */
  zeros(length: number): Eventually<Resident> {
    return this.isHost ? new HostCells(new Float32Array(length)) : this.#move(zero, [], length);
  }

  /** Elements of another run, as a run of their own. */
  part(whole: Resident, offset: number, length: number): Eventually<Resident> {
    if (whole instanceof HostCells) {
      return new HostCells(whole.handle.subarray(offset, offset + length));
    }
    return this.#move(part, [this.#cellsType, "Float"], length, whole, offset);
  }

  /** The elements on the host. */
  read(resident: Resident): Eventually<Float32Array> {
    this.#checkContext();
    this.traffic.reads++;
    return andThen(resident.read(), (cells) => {
      this.traffic.bytesDown += cells.byteLength;
      return cells;
    });
  }

  async close(): Promise<void> {
    for (const mover of this.#movers.values()) mover.retire();
    await this.#gpu.destroy();
    if (this.isAsync) await releaseWebGpu();
  }

  /** Kernels of a lost context of WebGL compute zeros, without a word. */
  #checkContext(): void {
    if (this.#gpu.context?.isContextLost?.() !== true) return;
    throw new BackendError(
      `gpu:${this.mode}`,
      "the context of WebGL must not be lost",
      "a lost one",
      "browsers keep some 16 a page: close() what you no longer use",
    );
  }

  /** What gpu.js calls the cells that kernels leave behind. */
  get #cellsType(): string {
    if (this.isHost) return "Array";
    return this.isAsync ? "WebGPUBuffer" : "ArrayTexture(1)";
  }

  #move(
    kernel: Kernel,
    argumentTypes: readonly string[],
    length: number,
    ...args: readonly RunArgument[]
  ): Eventually<Resident> {
    this.#checkContext();
    this.traffic.launches++;
    return this.#mover(kernel, argumentTypes).run(args, length);
  }

  #mover(kernel: Kernel, argumentTypes: readonly string[]): CompiledKernel {
    const mover =
      this.#movers.get(kernel) ??
      new CompiledKernel(this.#gpu, kernel, {
        mode: this.mode,
        grid: [1],
        constants: {},
        argumentTypes,
        anyLength: true,
      });
    this.#movers.set(kernel, mover);
    return mover;
  }
}

/**
 * @file A kernel compiled by gpu.js for one grid, one set of constants, and arguments of certain
 * kinds; and the cells that it computes, which stay where kernels read them.
 */
import { cellsShape, type Kernel } from "../../kernel.js";
import { sizeOf, type Shape } from "../../shape.js";
import { andThen, type Eventually } from "./eventually.js";
import {
  asNumbers,
  gpuFunction,
  modeOf,
  type DeviceHandle,
  type Gpu,
  type GpuKernelSettings,
  type GpuKernelShortcut,
  type GpuResult,
  type NestedCells,
  type WebGpuBuffer,
} from "./gpuJs.js";
import type { GpuMode } from "./gpuMode.js";

/** Elements where a mode's kernels read them: an array, a texture or a buffer. */
export interface Resident {
  readonly handle: Float32Array | DeviceHandle;
  /** A copy on the host. */
  read(): Eventually<Float32Array>;
  /** Gives the memory back. */
  release(): void;
}

/** Elements on the host: of the modes that compute there. */
export class HostCells implements Resident {
  readonly handle: Float32Array;

  constructor(cells: Float32Array) {
    this.handle = cells;
  }

  read(): Float32Array {
    return this.handle.slice();
  }

  release(): void {
    // The garbage collector does it.
  }
}

/** Elements in a texture or a buffer, which need the kernel that made them to be read. */
class DeviceCells implements Resident {
  readonly handle: DeviceHandle;
  readonly #onRelease: () => void;

  constructor(handle: DeviceHandle, onRelease: () => void) {
    this.handle = handle;
    this.#onRelease = onRelease;
  }

  read(): Eventually<Float32Array> {
    return andThen(this.handle.toArray(), flatten);
  }

  release(): void {
    this.handle.delete();
    this.#onRelease();
  }
}

/** What a kernel is compiled for, besides its source. */
export interface Compilation {
  readonly mode: GpuMode;
  readonly grid: Shape;
  readonly constants: Readonly<Record<string, number>>;
  /** What gpu.js calls the kinds of its arguments. */
  readonly argumentTypes: readonly string[];
  /** Whether the grid may change from run to run. */
  readonly anyLength?: boolean;
}

export class CompiledKernel {
  /** Cells in each place of the grid, and in the whole of it. */
  readonly width: 1 | 4;
  readonly length: number;
  readonly #shortcut: GpuKernelShortcut;
  readonly #gpu: Gpu;
  readonly #kernel: Kernel;
  readonly #mode: GpuMode;
  #results = 0;
  #retired = false;

  constructor(gpu: Gpu, kernel: Kernel, compilation: Compilation) {
    const { mode, grid } = compilation;
    this.width = kernel.width;
    this.length = sizeOf(cellsShape(kernel, grid));
    this.#gpu = gpu;
    this.#kernel = kernel;
    this.#mode = mode;
    this.#shortcut = gpu.createKernel(kernel.source, settingsOf(kernel, compilation));
    // The cpu mode leaves `this.name(…)` as it is; `this` is the kernel.
    if (mode === "cpu") Object.assign(this.#shortcut.kernel, kernel.functions);
  }

  /** The mode that runs it, asked of gpu.js. */
  get executor(): string {
    return modeOf(this.#shortcut.kernel);
  }

  /** Its name, the function that gpu.js parsed, and the shader that it made of it, if any. */
  get text(): KernelText {
    const { source, compiledSource, compiledFragmentShader } = this.#shortcut.kernel;
    const emitted = compiledSource ?? compiledFragmentShader ?? "";
    return { name: this.#kernel.name, source, emitted };
  }

  /** Runs over the grid that it was compiled for; over `length` cells if it may be any number. */
  run(args: readonly (Resident | number)[], length?: number): Eventually<Resident> {
    if (length !== undefined) this.#shortcut.setOutput(outputOf(this.#mode, [length]));
    const handles = args.map((arg) => (typeof arg === "number" ? arg : arg.handle));
    const result = this.#shortcut(...handles);
    return andThen(result, (cells) => this.#resident(cells));
  }

  /** Destroys it as soon as nothing needs it: results on the device cannot be read without it. */
  retire(): void {
    this.#retired = true;
    if (this.#results === 0) this.#destroy();
  }

  #resident(result: GpuResult): Resident {
    if (isNested(result)) return new HostCells(flatten(result));
    this.#results++;
    const handle =
      this.width === 4 && result.type === "WebGPUBuffer"
        ? asNumbers(result as WebGpuBuffer)
        : result;
    return new DeviceCells(handle, () => {
      this.#results--;
      if (this.#retired && this.#results === 0) this.#destroy();
    });
  }

  #destroy(): void {
    const { kernels } = this.#gpu;
    const { kernel } = this.#shortcut;
    this.#shortcut.destroy();
    // The cpu mode leaves destroyed kernels in the list, and so in memory.
    const at = kernels.indexOf(kernel);
    if (at !== -1) kernels.splice(at, 1);
  }
}

/** What a reader can see of a compiled kernel. */
export interface KernelText {
  readonly name: string;
  /** JavaScript. */
  readonly source: string;
  /** WGSL or GLSL; empty on modes without either. */
  readonly emitted: string;
}

/** Whether kernels read and write arrays of the host. */
export function isHostMode(mode: GpuMode): boolean {
  return mode === "cpu" || mode === "webasm";
}

/** What gpu.js is told of a kernel. */
export function settingsOf(kernel: Kernel, compilation: Compilation): GpuKernelSettings {
  const { mode, grid, constants, argumentTypes, anyLength = false } = compilation;
  const onDevice = !isHostMode(mode);
  return {
    output: outputOf(mode, grid),
    constants: { ...constants },
    constantTypes: Object.fromEntries(Object.keys(constants).map((key) => [key, "Integer"])),
    argumentTypes,
    functions: Object.entries(kernel.functions).map(gpuFunction),
    precision: "single",
    // Else shaders of small grids are compiled in low precision, and larger grids than before
    // are not run.
    tactic: "precision",
    // Loops that are not bounded by a constant would stop after 1000 rounds without a word.
    loopMaxIterations: 2 ** 31 - 1,
    // Results stay on the device; without `immutable` the next run would write over this one's.
    pipeline: onDevice,
    immutable: onDevice,
    // Fixed on the host: with dynamic sizes the cpu mode mixes up its strides.
    dynamicArguments: onDevice,
    dynamicOutput: anyLength,
    onRequestFallback,
  };
}

/**
 * Sizes of a grid, x first. On WebGL always three: a texture is of another class for each number
 * of sizes, and a kernel takes only textures of the class that it met first.
 */
function outputOf(mode: GpuMode, grid: Shape): number[] {
  const isGl = mode !== "webgpu" && !isHostMode(mode);
  return (isGl ? [1, 1, ...grid].slice(-3) : [...grid]).reverse();
}

/** A kernel that the mode cannot run would be run by the cpu mode instead. */
function onRequestFallback(this: { readonly fallbackReason: string | null }): never {
  throw new Error(`a fallback to cpu: ${String(this.fallbackReason)}`);
}

function isNested(result: GpuResult): result is NestedCells {
  return result instanceof Float32Array || Array.isArray(result);
}

/** Joins rows, layers of rows, and fours in each place. A single row is returned as it is. */
function flatten(cells: NestedCells): Float32Array {
  if (cells instanceof Float32Array) return cells;
  const rows = cells.map(flatten);
  const width = rows[0].length;
  const flat = new Float32Array(rows.length * width);
  rows.forEach((row, i) => flat.set(row, i * width));
  return flat;
}

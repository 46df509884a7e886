/**
 * @file gpu.js behind types that say what it does: the only file that imports it.
 *
 * What gpu.js declares is too wide to use (a result may be almost anything) and in places wrong.
 * What it does sometimes goes wrong without an error; a comment stands beside each guard.
 */
import * as gpuJs from "gpu.js";
import { BackendError } from "../../errors.js";
import type { KernelFunction, ScalarFunction } from "../../kernel.js";
import type { GpuMode } from "./gpuMode.js";

const { GPU, WebGPUBufferResult, WebGPUContext, utils, ...classes } = gpuJs as unknown as Exports;

// Grids of two sizes would be textures of just that width and height, which end at some 8192.
utils.getKernelTextureSize = (_, sizes) =>
  utils.closestSquareDimensions(sizes.reduce((cells, size) => cells * size, 1));

/** The class that runs the kernels of each mode. What they call their own mode is "gpu" for three. */
const kernelClasses: readonly [GpuMode, unknown][] = [
  ["webgpu", classes.WebGPUKernel],
  ["webgl2", classes.WebGL2Kernel],
  ["webgl", classes.WebGLKernel],
  ["headlessgl", classes.HeadlessGLKernel],
  ["webasm", classes.WebAssemblyKernel],
  ["cpu", classes.CPUKernel],
];

/** What of gpu.js is used here. */
interface Exports {
  readonly GPU: new (settings: { mode: GpuMode }) => Gpu;
  readonly WebGPUBufferResult: new (
    settings: Omit<WebGpuBuffer, keyof DeviceHandle>,
  ) => WebGpuBuffer;
  readonly WebGPUContext: {
    acquire(): Promise<{ readonly adapter: { readonly info: AdapterInfo } }>;
    destroy(): Promise<void>;
  };
  readonly utils: {
    getKernelTextureSize(settings: unknown, sizes: readonly number[]): Int32Array;
    closestSquareDimensions(cells: number): Int32Array;
  };
  readonly WebGPUKernel: new (source: string, settings: GpuKernelSettings) => WebGpuKernel;
  readonly WebGL2Kernel: unknown;
  readonly WebGLKernel: unknown;
  readonly HeadlessGLKernel: unknown;
  readonly WebAssemblyKernel: unknown;
  readonly CPUKernel: unknown;
}

/** The mode that truly runs a kernel. */
export function modeOf({ constructor }: GpuKernel): string {
  const [mode] = kernelClasses.find(([, kernelClass]) => kernelClass === constructor) ?? [
    "unknown",
  ];
  return mode;
}

/** WGSL of a kernel that is called with the like of `args`. It takes no device to write it. */
export function wgslOf(
  source: KernelFunction,
  settings: GpuKernelSettings,
  args: readonly GpuArgument[],
): string {
  const kernel = new classes.WebGPUKernel(source.toString(), settings);
  // The text is there before the device that it then asks for, perhaps in vain.
  void kernel.build(...args).catch(() => undefined);
  return kernel.compiledSource ?? "";
}

/** An instance of gpu.js for a mode. Throws `BackendError` where the mode is not supported. */
export function openGpu(mode: GpuMode): Gpu {
  try {
    return new GPU({ mode });
  } catch (error) {
    throw refusal("gpu", `gpu.js must support mode ${mode} here`, error);
  }
}

/** How many backends use the device of WebGPU, of which gpu.js has one for all. */
let devicesUsed = 0;

/** The adapter that WebGPU gives. Throws `BackendError` where there is none. */
export async function acquireWebGpu(): Promise<string> {
  try {
    const { adapter } = await WebGPUContext.acquire();
    devicesUsed++;
    const { vendor, architecture, device, description } = adapter.info;
    return [vendor, architecture, device, description].filter((word) => word !== "").join(" ");
  } catch (error) {
    throw refusal("gpu", "gpu.js must support mode webgpu here", error);
  }
}

/** Gives the device back with its last user. */
export async function releaseWebGpu(): Promise<void> {
  if (--devicesUsed === 0) await WebGPUContext.destroy();
}

/** What the driver of a WebGL context calls itself. */
export function rendererOf(context: GlContext): string {
  const names = context.getExtension("WEBGL_debug_renderer_info");
  return String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
}

/** Four numbers in each place of a grid, seen as the run of numbers that they are in memory. */
export function asNumbers(four: WebGpuBuffer): WebGpuBuffer {
  const { buffer, output, context, kernel } = four;
  const [x, ...rest] = output;
  const numbers = new WebGPUBufferResult({
    buffer,
    output: [x * 4, ...rest],
    componentCount: 1,
    context,
    kernel,
  });
  // The buffer is counted: it goes with the last of the two.
  four.delete();
  return numbers;
}

export function refusal(where: string, rule: string, error: unknown): BackendError {
  if (error instanceof BackendError) return error;
  // What follows the first line repeats the whole shader.
  const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
  const refused = new BackendError(where, rule, reason);
  refused.cause = error;
  return refused;
}

/** What gpu.js returns: cells nested as deeply as the output has sizes, or what holds them. */
export type GpuResult = NestedCells | DeviceHandle;

/** The cells of one, two or three sizes; in each place a number, or an array of four. */
export type NestedCells = Float32Array | readonly NestedCells[];

/** A texture of WebGL or a buffer of WebGPU. */
export interface DeviceHandle {
  /** What gpu.js calls it among its types of arguments. */
  readonly type: string;
  toArray(): NestedCells | Promise<NestedCells>;
  delete(): void;
}

export interface WebGpuBuffer extends DeviceHandle {
  readonly buffer: unknown;
  readonly output: readonly number[];
  readonly componentCount: number;
  readonly context: unknown;
  readonly kernel: unknown;
}

/** What a kernel of gpu.js can be called with here. */
export type GpuArgument = Float32Array | DeviceHandle | number;

/** The part of gpu.js's `GPU` that is used here. */
export interface Gpu {
  readonly kernels: GpuKernel[];
  /** Of WebGL, once there is a kernel. */
  readonly context: GlContext | null;
  createKernel(source: KernelFunction, settings: GpuKernelSettings): GpuKernelShortcut;
  destroy(): Promise<void>;
}

export interface GpuKernelSettings {
  /** Sizes of the grid, x first. */
  readonly output: readonly number[];
  readonly constants: Readonly<Record<string, number>>;
  readonly constantTypes: Readonly<Record<string, "Integer">>;
  readonly argumentTypes: readonly string[];
  readonly functions: readonly GpuFunction[];
  readonly precision: "single";
  readonly tactic: "precision";
  readonly loopMaxIterations: number;
  readonly pipeline: boolean;
  readonly immutable: boolean;
  readonly dynamicArguments: boolean;
  readonly dynamicOutput: boolean;
  readonly onRequestFallback: (this: GpuKernel) => never;
}

/** A function that a kernel calls. */
export interface GpuFunction {
  readonly name: string;
  readonly source: string;
  readonly argumentTypes: readonly "Float"[];
  readonly returnType: "Float";
}

/** What runs a kernel: one class a mode. gpu.js may replace it by that of another mode. */
export interface GpuKernel {
  readonly constructor: unknown;
  readonly fallbackReason: string | null;
  /** What it parsed. */
  readonly source: string;
  /** WGSL, once built. */
  readonly compiledSource?: string;
  /** GLSL, once built. */
  readonly compiledFragmentShader?: string;
}

interface WebGpuKernel extends GpuKernel {
  build(...args: readonly GpuArgument[]): Promise<void>;
}

export interface GpuKernelShortcut {
  (...args: readonly GpuArgument[]): GpuResult | Promise<GpuResult>;
  readonly kernel: GpuKernel;
  build(...args: readonly GpuArgument[]): void | Promise<void>;
  setOutput(output: readonly number[]): void;
  destroy(): void;
}

interface GlContext {
  readonly RENDERER: number;
  getExtension(name: string): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
  getParameter(name: number): unknown;
  isContextLost?(): boolean;
}

interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

/** A function of numbers as gpu.js wants to be told of it. */
export function gpuFunction([name, source]: [string, ScalarFunction]): GpuFunction {
  const argumentTypes = Array.from({ length: source.length }, () => "Float" as const);
  return { name, source: source.toString(), argumentTypes, returnType: "Float" };
}

/**
 * @file gpu.js behind types that tell the truth: the only file that imports it.
 *
 * gpu.js declares what it does loosely (results as a union of everything, settings it reads but
 * does not list), and some of what it does goes wrong without an error. Both stop here; each guard
 * says what it is against.
 */
import { GPU } from "gpu.js";
import { BackendError } from "../../errors.js";
import type { Kernel } from "../../kernel.js";
import { sizeOf, type Shape } from "../../shape.js";

/** How gpu.js runs kernels: as JavaScript, or compiled to WebAssembly. */
export type GpuMode = "cpu" | "webasm";

/** What a compiled kernel is called with: arrays of the lengths it was compiled for, or numbers. */
export type GpuArgument = Float32Array | number;

/** A kernel compiled for one grid, one set of constants and one list of argument kinds. */
export interface CompiledKernel {
  /** The mode that runs it, as gpu.js tells. */
  readonly mode: string;
  /** The cells of the grid in row-major order, in an array of their own. */
  run(args: readonly GpuArgument[]): Float32Array;
  /** Gives back what gpu.js holds for it. */
  destroy(): void;
}

/** One instance of gpu.js, which compiles kernels for one mode. */
export class GpuJs {
  readonly mode: GpuMode;
  readonly #gpu: GpuInstance;

  constructor(mode: GpuMode) {
    this.mode = mode;
    this.#gpu = new (GPU as unknown as GpuConstructor)({ mode });
  }

  /** How many kernels are compiled and not yet destroyed. */
  get kernelCount(): number {
    return this.#gpu.kernels.length;
  }

  /** Compiles a kernel for arguments of these kinds and lengths, by running it on them once. */
  compile(
    { name, source }: Kernel,
    grid: Shape,
    constants: Readonly<Record<string, number>>,
    args: readonly GpuArgument[],
  ): CompiledKernel {
    const refuse = (reason: string): never => {
      throw new BackendError(name, `gpu.js must run the kernel in mode ${this.mode}`, reason);
    };
    const fraction = Object.keys(constants).find((key) => !Number.isInteger(constants[key]));
    if (fraction !== undefined) {
      refuse(`constant ${fraction} = ${String(constants[fraction])}, not an integer`);
    }
    const run = this.#gpu.createKernel(source, {
      output: [...grid].reverse(),
      constants,
      constantTypes: Object.fromEntries(Object.keys(constants).map((key) => [key, "Integer"])),
      argumentTypes: args.map((arg) => (typeof arg === "number" ? "Float" : "Array")),
      precision: "single",
      loopMaxIterations: 2 ** 31 - 1,
      onRequestFallback() {
        refuse(`a fallback to cpu: ${String(this.fallbackReason)}`);
      },
    });
    run(...args);
    return { mode: run.kernel.constructor.mode, run: (values) => flatten(run(...values), sizeOf(grid)), destroy: () => run.destroy() };
  }
}

function flatten(cells: NestedCells, size: number): Float32Array {
  if (cells instanceof Float32Array) return cells;
  const flat = new Float32Array(size);
  let at = 0;
  for (const row of cells.flat() as Float32Array[]) {
    flat.set(row, at);
    at += row.length;
  }
  return flat;
}

type NestedCells = Float32Array | Float32Array[] | Float32Array[][];

interface GpuInstance {
  readonly kernels: object[];
  createKernel(source: Kernel["source"], settings: object & { onRequestFallback(this: { fallbackReason: string | null }): void }): GpuRun;
}
interface GpuRun {
  (...args: readonly GpuArgument[]): NestedCells;
  readonly kernel: object & { readonly constructor: { readonly mode: string } };
  destroy(): void;
}
type GpuConstructor = new (settings: { mode: GpuMode }) => GpuInstance;

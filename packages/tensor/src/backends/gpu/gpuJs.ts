/**
 * @file gpu.js behind types that say what it does: the only file that imports it.
 *
 * What gpu.js declares is too wide to use (a result may be almost anything) and in places wrong.
 * What it does sometimes goes wrong without an error; a comment stands beside each guard.
 */
import { GPU } from "gpu.js";
import { BackendError } from "../../errors.js";
import type { Kernel } from "../../kernel.js";
import type { Shape } from "../../shape.js";

/** Where gpu.js runs kernels: as plain JavaScript, or compiled to WebAssembly. */
export type GpuMode = "cpu" | "webasm";

/** What a compiled kernel is called with. */
export type GpuArgument = Float32Array | number;

/** A kernel compiled for one grid, one set of constants, and arguments of certain lengths. */
export interface CompiledKernel {
  /** The mode that runs it, asked of gpu.js after it compiled. */
  readonly mode: string;
  /** The cells of the grid in row-major order, in an array that nothing else holds. */
  run(args: readonly GpuArgument[]): Float32Array;
  /** Gives back what it holds. It must not run again. */
  destroy(): void;
}

/** One instance of gpu.js, compiling for one mode. */
export class GpuJs {
  readonly #mode: GpuMode;
  readonly #gpu: Gpu;

  /** Throws `BackendError` where the mode is not supported. */
  constructor(mode: GpuMode) {
    this.#mode = mode;
    try {
      this.#gpu = new (GPU as unknown as new (settings: { mode: GpuMode }) => Gpu)({ mode });
    } catch (error) {
      throw refusal("gpu", `gpu.js must support mode ${mode} here`, error);
    }
  }

  /** How many kernels were compiled and are not destroyed. */
  get kernelCount(): number {
    return this.#gpu.kernels.length;
  }

  /** Compiles a kernel for one grid and for arguments of the kinds and lengths of `args`. */
  compile(
    { name, source }: Kernel,
    grid: Shape,
    constants: Readonly<Record<string, number>>,
    args: readonly GpuArgument[],
  ): CompiledKernel {
    const shortcut = this.#gpu.createKernel(source, {
      // Sizes of the grid, x first. Fixed: with dynamic sizes the cpu mode mixes up its strides.
      output: [...grid].reverse(),
      constants: { ...constants },
      constantTypes: Object.fromEntries(Object.keys(constants).map((key) => [key, "Integer"])),
      argumentTypes: args.map((arg) => (typeof arg === "number" ? "Float" : "Array")),
      precision: "single",
      // Loops that are not bounded by a constant would stop after 1000 rounds without a word.
      loopMaxIterations: 2 ** 31 - 1,
      // A kernel that the mode cannot run would be run by the cpu mode instead.
      onRequestFallback() {
        throw new Error(`a fallback to cpu: ${String(this.fallbackReason)}`);
      },
    });
    const destroy = (): void => {
      const { kernels } = this.#gpu;
      const at = kernels.indexOf(shortcut.kernel);
      shortcut.destroy();
      // The cpu mode leaves destroyed kernels in the list, and so in memory.
      if (kernels[at] === shortcut.kernel) kernels.splice(at, 1);
    };
    try {
      shortcut.build(...args);
    } catch (error) {
      destroy();
      throw refusal(name, `the kernel must run in gpu.js's mode ${this.#mode}`, error);
    }
    return {
      mode: shortcut.kernel.constructor.mode,
      run: (values) => flatten(shortcut(...values)),
      destroy,
    };
  }
}

/** Joins rows, or layers of rows. A single row is new at every call, and so returned as it is. */
function flatten(cells: NestedCells): Float32Array {
  if (cells instanceof Float32Array) return cells;
  const rows = cells.flat();
  const width = rows[0].length;
  const flat = new Float32Array(rows.length * width);
  rows.forEach((row, i) => flat.set(row, i * width));
  return flat;
}

function refusal(where: string, rule: string, error: unknown): BackendError {
  const refused = new BackendError(where, rule, error instanceof Error ? error.message : "");
  refused.cause = error;
  return refused;
}

/** What gpu.js returns for one, two and three sizes. */
type NestedCells = Float32Array | (Float32Array | Float32Array[])[];

/** The part of gpu.js's `GPU` that is used here. */
interface Gpu {
  readonly kernels: GpuKernel[];
  createKernel(source: Kernel["source"], settings: GpuKernelSettings): GpuKernelShortcut;
}

interface GpuKernelSettings {
  readonly output: readonly number[];
  readonly constants: Readonly<Record<string, number>>;
  readonly constantTypes: Readonly<Record<string, "Integer">>;
  readonly argumentTypes: readonly ("Float" | "Array")[];
  readonly precision: "single";
  readonly loopMaxIterations: number;
  onRequestFallback(this: GpuKernel): void;
}

/** What runs a kernel: one class a mode. gpu.js may replace it by that of another mode. */
interface GpuKernel {
  readonly constructor: { readonly mode: string };
  readonly fallbackReason: string | null;
}

interface GpuKernelShortcut {
  (...args: readonly GpuArgument[]): NestedCells;
  readonly kernel: GpuKernel;
  build(...args: readonly GpuArgument[]): void;
  destroy(): void;
}

/**
 * @file Compiled kernels, kept for the next launch of the same kind: compiling takes milliseconds,
 * running microseconds. Bounded, because each one holds memory until it is destroyed.
 */
import type { Kernel } from "../../kernel.js";
import type { Shape } from "../../shape.js";
import type { CompiledKernel } from "./compiledKernel.js";

export class KernelCache {
  readonly #limit: number;
  /** In the order of last use, the oldest first. */
  readonly #kernels = new Map<string, CompiledKernel>();

  readonly #numbers = new WeakMap<object, number>();
  #numbered = 0;

  /** `limit` is how many kernels to keep. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get kernels(): Iterable<CompiledKernel> {
    return this.#kernels.values();
  }

  /**
   * What a kernel is compiled for, `kinds` being those of its arguments. gpu.js bakes sizes and
   * constants into what it compiles: later changes of either are ignored, or read with the strides
   * of before.
   */
  keyOf(
    { source, functions, width }: Kernel,
    grid: Shape,
    constants: Readonly<Record<string, number>>,
    kinds: readonly (string | number)[],
  ): string {
    // Functions are told apart by numbers: two of them may bear one name.
    const sources = [source, ...Object.values(functions)].map((each) => this.#numberOf(each));
    return JSON.stringify([sources, width, grid, constants, kinds]);
  }

  /** The kernel of this key: the one kept, or else a new one, for which the oldest may have to go. */
  get(key: string, compile: () => CompiledKernel): CompiledKernel {
    const kernel = this.#kernels.get(key) ?? compile();
    this.#kernels.delete(key);
    this.#kernels.set(key, kernel);
    if (this.#kernels.size > this.#limit) {
      const [[oldest, evicted]] = this.#kernels;
      this.#kernels.delete(oldest);
      evicted.retire();
    }
    return kernel;
  }

  /** Lets go of a kernel that is of no use. */
  drop(key: string): void {
    this.#kernels.get(key)?.retire();
    this.#kernels.delete(key);
  }

  /** Lets go of every kernel. */
  clear(): void {
    for (const kernel of this.#kernels.values()) kernel.retire();
    this.#kernels.clear();
  }

  #numberOf(source: object): number {
    const number = this.#numbers.get(source) ?? this.#numbered++;
    this.#numbers.set(source, number);
    return number;
  }
}

/**
 * @file Compiled kernels, kept for the next launch of the same kind: compiling takes milliseconds,
 * running microseconds. Bounded, because each one holds about 0.1 MB until it is destroyed.
 */
import type { CompiledKernel } from "./gpuJs.js";

export class KernelCache {
  readonly #limit: number;
  /** In the order of last use, the oldest first. */
  readonly #kernels = new Map<string, CompiledKernel>();

  /** `limit` is how many kernels to keep. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The kernel of this key: the one kept, or else a new one, for which the oldest may have to go. */
  get(key: string, compile: () => CompiledKernel): CompiledKernel {
    const kernel = this.#kernels.get(key) ?? compile();
    this.#kernels.delete(key);
    this.#kernels.set(key, kernel);
    if (this.#kernels.size > this.#limit) {
      const [[oldest, evicted]] = this.#kernels;
      this.#kernels.delete(oldest);
      evicted.destroy();
    }
    return kernel;
  }
}

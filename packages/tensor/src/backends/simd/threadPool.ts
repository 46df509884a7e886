/**
 * @file The threads of a SIMD backend: they carry out the calls of a job together with the thread
 * that asks for it, which waits for the last one.
 *
 * A thread that is late, since it sleeps or has still to start, is not waited for: whoever is there
 * takes the calls, one after the other. What is computed does not depend on who computes it.
 */
import { BackendError } from "../../errors.js";
import { startThread, type EndThread, type JobPlaces } from "./kernelThread.js";
import type { Kernels } from "./binary.generated.js";

/** Most calls of a job, whose arguments, 24 at most, end before the first 32 KiB of the memory. */
export const mostCalls = 64;

/** Words that are written by different threads must not share a line of the cache, in bytes. */
const line = 64;

/** About 50 µs: longer than most gaps between two jobs of a training step. */
const patience = 200_000;

/** The words of jobs whose memory begins at an address, which must be the start of a line. */
function placesAt(address: number): JobPlaces {
  const word = address / Int32Array.BYTES_PER_ELEMENT;
  const words = line / Int32Array.BYTES_PER_ELEMENT;
  return {
    state: word,
    done: word + words,
    asleep: word + 2 * words,
    failed: word + 3 * words,
    kernel: word + 3 * words + 1,
    width: word + 3 * words + 2,
    args: (address + 4 * line) / Float64Array.BYTES_PER_ELEMENT,
  };
}

/** A kernel, whatever its arguments. */
export type AnyKernel = (...args: readonly number[]) => unknown;

export class ThreadPool {
  readonly #kernels: Readonly<Record<string, AnyKernel>>;
  readonly #order: ReadonlyMap<string, number>;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #places: JobPlaces;
  readonly #ends: EndThread[] = [];
  #generation = 0;

  /**
   * `helpers` threads beside the caller's, whose jobs are kept at `address`. Throws `BackendError`
   * where the host has no threads, or none that share memory.
   */
  constructor(
    kernels: Kernels,
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    address: number,
    helpers: number,
  ) {
    this.#kernels = kernels as unknown as Readonly<Record<string, AnyKernel>>;
    this.#order = new Map(Object.keys(kernels).map((name, i) => [name, i]));
    this.#words = new Int32Array(memory.buffer);
    this.#numbers = new Float64Array(memory.buffer);
    this.#places = placesAt(address);
    for (let i = 0; i < helpers; i++) {
      const end = startThread({ module, memory, places: this.#places, patience });
      if (end === undefined) {
        throw new BackendError(
          "simd",
          "threads must be able to share memory",
          "a host where they cannot",
          "serve the page with the headers Cross-Origin-Opener-Policy: same-origin and " +
            "Cross-Origin-Embedder-Policy: require-corp, or leave out `threads`",
        );
      }
      this.#ends.push(end);
    }
  }

  /** Carries out all calls; they must write to different places. At most `mostCalls`. */
  run(name: keyof Kernels, calls: readonly (readonly number[])[]): void {
    const words = this.#words;
    const places = this.#places;
    const kernel = this.#kernels[name];
    const width = calls[0].length;
    words[places.kernel] = this.#order.get(name) ?? -1;
    words[places.width] = width;
    for (let i = 0; i < calls.length; i++) {
      for (let j = 0; j < width; j++) this.#numbers[places.args + i * width + j] = calls[i][j];
    }
    Atomics.store(words, places.done, 0);
    this.#generation = (this.#generation + 1) & 0x7fff;
    Atomics.store(words, places.state, (this.#generation << 16) | (calls.length << 8));
    if (Atomics.load(words, places.asleep) > 0) Atomics.notify(words, places.state);

    let own = 0;
    for (;;) {
      const state = Atomics.load(words, places.state);
      const call = state & 255;
      if (call === calls.length) break;
      if (Atomics.compareExchange(words, places.state, state, state + 1) !== state) continue;
      kernel(...calls[call]);
      own++;
    }
    while (Atomics.load(words, places.done) < calls.length - own);
    if (words[places.failed] !== 0) {
      throw new BackendError("simd", "kernels must not trap", `one that did, in ${name}`);
    }
  }

  /** Ends the threads. Jobs are then carried out by the caller's alone. */
  async close(): Promise<void> {
    await Promise.all(this.#ends.splice(0).map((end) => end()));
  }
}

/**
 * @file The threads of a SIMD backend: they carry out jobs, one after the other, each cut into calls.
 * Whoever asks for a job goes on at once, to what comes next; when the queue gets long, or its results
 * are wanted, that thread takes calls like any other.
 *
 * A thread that is late, since it sleeps or has still to start, is not waited for: whoever is there
 * takes the calls, one after the other. What is computed does not depend on who computes it.
 */
import { BackendError } from "../../errors.js";
import type { Kernels } from "./binary.generated.js";
import { startThread, type EndThread, type QueuePlaces } from "./kernelThread.js";
import { layoutBytes } from "./layout.js";

/** Most calls of a job. */
export const mostCalls = 64;

/** Most arguments of a call. */
const mostArguments = 24;

/** Jobs that find room in the queue: a power of two, since they are counted on beyond 2³¹. */
const slotCount = 16;

/** Jobs that may wait before the thread that asks for them carries them out, too. */
const usualAhead = 6;

/**
 * How often threads look for work, and the caller for the end of a job, before they sleep: some 5 and
 * 0.4 ms in Node 20. Gaps between two jobs of a training step are shorter.
 */
const patience = 200_000;
const patienceOfCaller = 20_000;

/** Words that are written by different threads must not share a line of the cache, in bytes. */
const line = 64;
const bytesOfWord = Int32Array.BYTES_PER_ELEMENT;
const wordsOfLine = line / bytesOfWord;

/** A slot: its state, how many calls have ended, what is called; the arguments; layouts of the calls. */
const argumentsAt = 3 * line;
const layoutsAt = argumentsAt + mostCalls * mostArguments * Float64Array.BYTES_PER_ELEMENT;
const slotBytes = layoutsAt + mostCalls * layoutBytes;

/** Bytes of memory that the queue takes. */
export const queueBytes: number = 3 * line + slotCount * slotBytes;

/** The words of a queue whose memory begins at an address, which must be the start of a line. */
function placesAt(address: number): QueuePlaces {
  const word = address / bytesOfWord;
  return {
    head: word,
    tail: word + wordsOfLine,
    asleep: word + 2 * wordsOfLine,
    waiting: word + 2 * wordsOfLine + 1,
    failed: word + 2 * wordsOfLine + 2,
    slots: word + 3 * wordsOfLine,
    count: slotCount,
    length: slotBytes / bytesOfWord,
    done: wordsOfLine,
    kernel: 2 * wordsOfLine,
    args: argumentsAt / bytesOfWord,
  };
}

/** A kernel, whatever its arguments. */
export type AnyKernel = (...args: readonly number[]) => unknown;

/** A job, as the thread that asked for it keeps it for itself. */
interface Job {
  readonly kernel: AnyKernel;
  readonly calls: readonly (readonly number[])[];
}

export class ThreadPool {
  readonly #kernels: Readonly<Record<string, AnyKernel>>;
  readonly #names: readonly string[];
  readonly #order: ReadonlyMap<string, number>;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #places: QueuePlaces;
  /** By slot. */
  readonly #jobs: Job[] = [];
  readonly #ends: EndThread[] = [];
  readonly #canSleep: boolean;
  #tail = 0;

  /**
   * `helpers` threads beside the caller's, whose queue is kept at `address`. Throws `BackendError`
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
    this.#names = Object.keys(kernels);
    this.#order = new Map(this.#names.map((name, i) => [name, i]));
    this.#words = new Int32Array(memory.buffer);
    this.#numbers = new Float64Array(memory.buffer);
    this.#places = placesAt(address);
    this.#canSleep = canSleep(this.#words, this.#places.head);
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

  /** The address of the layouts of the calls of the job that is queued next. */
  get layouts(): number {
    this.#shorten(slotCount - 1);
    return this.#slotOf(this.#tail) * bytesOfWord + layoutsAt;
  }

  /**
   * Queues calls of one kernel, to be carried out when all that was queued before is; they must write
   * to different places. At most `mostCalls`, and at least one.
   */
  run(name: keyof Kernels, calls: readonly (readonly number[])[]): void {
    const words = this.#words;
    const places = this.#places;
    const kernel = this.#kernels[name];
    this.#shorten(slotCount - 1);
    const asleep = Atomics.load(words, places.asleep) > 0;
    if (asleep && calls.length === 1 && this.#unfinished === 0) {
      // Waking a thread takes longer than most calls.
      kernel(...calls[0]);
      return;
    }
    const slot = this.#slotOf(this.#tail);
    const width = calls[0].length;
    words[slot + places.kernel] = this.#order.get(name) ?? -1;
    words[slot + places.kernel + 1] = width;
    let next = (slot + places.args) / 2;
    for (const call of calls) {
      for (let j = 0; j < width; j++) this.#numbers[next++] = call[j];
    }
    this.#jobs[this.#tail & (slotCount - 1)] = { kernel, calls };
    Atomics.store(words, slot + places.done, 0);
    Atomics.store(words, slot, ((this.#tail & 0xffff) << 16) | (calls.length << 8));
    this.#tail = (this.#tail + 1) | 0;
    Atomics.store(words, places.tail, this.#tail);
    if (asleep) Atomics.notify(words, places.tail);
    this.#shorten(usualAhead);
  }

  /** Carries out whatever is queued, together with the threads. */
  drain(): void {
    this.#shorten(0);
    const failed = this.#words[this.#places.failed];
    if (failed !== 0) {
      const name = this.#names[failed - 1];
      throw new BackendError("simd", "kernels must not trap", `one that did: ${name}`);
    }
  }

  /** Ends the threads. Jobs are then carried out by the caller's alone. */
  async close(): Promise<void> {
    this.drain();
    await Promise.all(this.#ends.splice(0).map((end) => end()));
  }

  /** How many jobs have not ended. */
  get #unfinished(): number {
    return (this.#tail - Atomics.load(this.#words, this.#places.head)) | 0;
  }

  #slotOf(job: number): number {
    return this.#places.slots + (job & (slotCount - 1)) * this.#places.length;
  }

  /** Takes calls until no more jobs than that wait. */
  #shorten(most: number): void {
    let idle = 0;
    while (this.#unfinished > most) {
      if (this.#help()) idle = 0;
      else if (++idle > patienceOfCaller && this.#canSleep) this.#sleep();
    }
  }

  /** Until a job has ended; a millisecond at most, so that no more is lost if this one ended before. */
  #sleep(): void {
    const { head, waiting } = this.#places;
    const words = this.#words;
    Atomics.add(words, waiting, 1);
    Atomics.wait(words, head, Atomics.load(words, head), 1);
    Atomics.sub(words, waiting, 1);
  }

  /** Takes one call of the job that is carried out, and tells whether there was one left. */
  #help(): boolean {
    const words = this.#words;
    const head = Atomics.load(words, this.#places.head);
    const slot = this.#slotOf(head);
    const state = Atomics.load(words, slot);
    const call = state & 255;
    const count = (state >> 8) & 255;
    if (call === count || state >>> 16 !== (head & 0xffff)) return false;
    if (Atomics.compareExchange(words, slot, state, state + 1) !== state) return true;
    const { kernel, calls } = this.#jobs[head & (slotCount - 1)];
    try {
      kernel(...calls[call]);
    } finally {
      if (Atomics.add(words, slot + this.#places.done, 1) + 1 === count) {
        Atomics.store(words, this.#places.head, (head + 1) | 0);
        if (Atomics.load(words, this.#places.waiting) > 0) {
          Atomics.notify(words, this.#places.head);
        }
      }
    }
    return true;
  }
}

/** Whether the host lets this thread sleep: a page's own may not. */
function canSleep(words: Int32Array, place: number): boolean {
  try {
    Atomics.wait(words, place, Atomics.load(words, place), 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * @file The heap: which bytes of the engine's memory are whose.
 *
 * Sizes are rounded up to classes, four to each doubling (at most a quarter of a block is waste).
 * A freed block waits in its class's list for the next of its size, so a training loop that makes
 * and frees the same shapes step after step neither grows nor splinters the memory: after the first
 * step every allocation is a pop.
 *
 * Rooms that kernels work in are freed at once, storages much later. Each have lists of their own, so
 * that the next room is the last one, which the caches still hold.
 */

/** Blocks start on, and are multiples of, a line of the cache, in bytes. */
const line = 64;

/** How many classes up a free block is still taken rather than new memory: under twice the size. */
const reach = 3;

/** What a block is for: elements of a storage, or what a kernel keeps while it works. */
export type Purpose = "storage" | "room";

/** A piece of memory, in bytes from the start. */
export interface Block {
  readonly address: number;
  readonly sizeClass: number;
}

export class Heap {
  readonly #free: Readonly<Record<Purpose, Block[][]>> = { storage: [], room: [] };
  readonly #reserve: (end: number) => void;
  #end: number;

  /** Hands out memory from `start` on; `reserve(end)` makes sure that it reaches up to `end`. */
  constructor(start: number, reserve: (end: number) => void) {
    this.#end = Math.ceil(start / line) * line;
    this.#reserve = reserve;
  }

  /** A block of at least so many bytes, its contents whatever they were. */
  allocate(bytes: number, purpose: Purpose): Block {
    const free = this.#free[purpose];
    const sizeClass = classOf(bytes);
    for (let near = sizeClass; near <= sizeClass + reach; near++) {
      const block = free[near]?.pop();
      if (block !== undefined) return block;
    }
    const address = this.#end;
    const end = address + classSize(sizeClass);
    this.#reserve(end);
    this.#end = end;
    return { address, sizeClass };
  }

  /** For what the block was allocated for, again. */
  free(block: Block, purpose: Purpose): void {
    (this.#free[purpose][block.sizeClass] ??= []).push(block);
  }
}

/** The smallest class that holds so many bytes: 4e + m stands for m · 2^e lines, 4 ≤ m ≤ 8. */
function classOf(bytes: number): number {
  const lines = Math.max(1, Math.ceil(bytes / line));
  const e = doublings(lines);
  return 4 * e + Math.ceil(lines / 2 ** e);
}

function classSize(sizeClass: number): number {
  const e = Math.max(0, (sizeClass >> 2) - 1);
  return (sizeClass - 4 * e) * 2 ** e * line;
}

/** e ≥ 0 with 4 · 2^e ≤ lines < 8 · 2^e, or 0 below. */
function doublings(lines: number): number {
  return Math.max(0, 29 - Math.clz32(lines));
}

/**
 * @file The best few of many items, kept in order while the many go by.
 */

export class Best<T> {
  readonly #most: number;
  readonly #kept: { readonly item: T; readonly value: number }[] = [];

  /** Keeps the `most` items of the largest values. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether an item of this value would be kept. */
  admits(value: number): boolean {
    return this.#kept.length < this.#most || !(value <= this.#kept[this.#most - 1].value);
  }

  /** Puts an item that is admitted in its place, behind those of the same value. */
  add(item: T, value: number): void {
    const place = this.#kept.findIndex((other) => value > other.value);
    this.#kept.splice(place < 0 ? this.#kept.length : place, 0, { item, value });
    if (this.#kept.length > this.#most) this.#kept.pop();
  }

  /** The items kept, best first. */
  get items(): T[] {
    return this.#kept.map(({ item }) => item);
  }
}

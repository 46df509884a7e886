/**
 * @file What tensors are, said without strides, offsets or counting references: the model that real
 * tensors are held against.
 *
 * A tensor lists, element by element, the places in its storage that it shows. A storage is alive as
 * long as a tensor that looks at it is. A scope is the set of what was made in it.
 */
import { bytesOf, type DType, type LiveCount, type Shape } from "@heed/tensor";

/** Numbers that tensors look at. They never change. */
export interface ModelStorage {
  readonly dtype: DType;
  readonly numbers: readonly number[];
}

export interface ModelTensor {
  readonly shape: Shape;
  readonly storage: ModelStorage;
  /** Where each element lies in the storage; elements in row-major order. */
  readonly places: readonly number[];
}

/** A tensor over a storage of its own. */
export function modelTensor(shape: Shape, numbers: readonly number[], dtype: DType): ModelTensor {
  return { shape, storage: { dtype, numbers }, places: [...numbers.keys()] };
}

/** The elements, in row-major order. */
export function elementsOf({ places, storage: { numbers } }: ModelTensor): number[] {
  return places.map((place) => numbers[place]);
}

/** Whether the elements lie one after the other: then a new shape needs no copy. */
export function isInOrder({ places }: ModelTensor): boolean {
  return places.every((place, i) => place === places[0] + i);
}

/** Every tensor that was made, freed ones included, and which scopes are open. */
export class TensorModel {
  /** In the order in which they were made. */
  readonly tensors: ModelTensor[] = [];
  readonly #alive = new Set<ModelTensor>();
  readonly #scopes: Set<ModelTensor>[] = [];

  /** How many scopes are open. */
  get depth(): number {
    return this.#scopes.length;
  }

  /** What was not freed. */
  get alive(): readonly ModelTensor[] {
    return [...this.#alive];
  }

  get freed(): readonly ModelTensor[] {
    return this.tensors.filter((tensor) => !this.isAlive(tensor));
  }

  isAlive(tensor: ModelTensor): boolean {
    return this.#alive.has(tensor);
  }

  /** `t3` for the fourth. */
  nameOf(tensor: ModelTensor): string {
    return `t${String(this.tensors.indexOf(tensor))}`;
  }

  /** What a backend must count as alive. */
  get live(): LiveCount {
    const storages = new Set(this.alive.map(({ storage }) => storage));
    const bytes = [...storages].map(({ dtype, numbers }) => numbers.length * bytesOf(dtype));
    return { storages: storages.size, bytes: bytes.reduce((total, count) => total + count, 0) };
  }

  make(tensor: ModelTensor): void {
    this.tensors.push(tensor);
    this.#alive.add(tensor);
    this.#scopes.at(-1)?.add(tensor);
  }

  dispose(tensor: ModelTensor): void {
    this.#alive.delete(tensor);
  }

  /** No scope frees it any more. */
  keep(tensor: ModelTensor): void {
    for (const made of this.#scopes) made.delete(tensor);
  }

  enter(): void {
    this.#scopes.push(new Set());
  }

  /** What was made inside goes, but for what is returned: that belongs to the scope around. */
  leave(returned: readonly ModelTensor[]): void {
    const made = this.#scopes.pop() ?? [];
    const outer = this.#scopes.at(-1);
    for (const tensor of made) {
      if (returned.includes(tensor)) outer?.add(tensor);
      else this.dispose(tensor);
    }
  }
}

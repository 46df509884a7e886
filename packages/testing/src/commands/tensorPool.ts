/**
 * @file The real tensors, beside the model's: the same list, on a backend, and what was read of them.
 */
import type { Backend, LiveCount, Tensor } from "@heed/tensor";
import { elementsOf, type ModelTensor, type TensorModel } from "./tensorModel.js";

/** A tensor's elements on their way to the host, and what they must be. */
interface Reading {
  readonly what: string;
  readonly expected: readonly number[];
  readonly elements: Promise<ArrayLike<number>>;
}

/** How a scope is to end. */
export interface Exit {
  /** What its function returns. */
  readonly returned?: unknown;
  /** Whether it throws instead. */
  readonly fails: boolean;
}

export class TensorPool {
  readonly backend: Backend;
  readonly tensors: Tensor[] = [];
  /** Set by who wants a scope to begin, or the innermost one to end; cleared by who does it. */
  entering = false;
  exit: Exit | undefined;
  readonly #start: LiveCount;
  readonly #readings: Reading[] = [];

  constructor(backend: Backend) {
    this.backend = backend;
    this.#start = { ...backend.live };
  }

  /** What is alive now and was not when the pool was made. */
  get live(): LiveCount {
    const { storages, bytes } = this.backend.live;
    return { storages: storages - this.#start.storages, bytes: bytes - this.#start.bytes };
  }

  /** The tensor that a model tensor stands for. */
  tensorOf(model: TensorModel, tensor: ModelTensor): Tensor {
    return this.tensors[model.tensors.indexOf(tensor)];
  }

  /** Takes in tensors and what they must be. Both are read. */
  make(model: TensorModel, made: readonly ModelTensor[], tensors: readonly Tensor[]): void {
    if (made.length !== tensors.length) {
      throw new Error(`${String(tensors.length)} results, not ${String(made.length)}`);
    }
    made.forEach((expected, i) => {
      model.make(expected);
      this.tensors.push(tensors[i]);
      this.read(model.nameOf(expected), elementsOf(expected), tensors[i]);
    });
  }

  /** Begins to read: the tensor may be freed at once. */
  read(what: string, expected: readonly number[], tensor: Tensor): void {
    const elements = tensor.data();
    // Looked at in `settle`, where it is awaited.
    elements.catch(() => undefined);
    this.#readings.push({ what, expected, elements });
  }

  /** Waits for all that was read. Throws where something is not what it must be. */
  async settle(): Promise<void> {
    for (const { what, expected, elements } of this.#readings) {
      const found = Array.from(await elements);
      // 0 and −0 are one number.
      if (found.length === expected.length && found.every((x, i) => x === expected[i])) continue;
      throw new Error(`${what} holds [${found.join(", ")}], not [${expected.join(", ")}]`);
    }
  }

  /** Throws where the tensors, or what is alive, are not what the model says. */
  audit(model: TensorModel): void {
    model.tensors.forEach((expected, i) => {
      const { shape, dtype, isDisposed } = this.tensors[i];
      const words = (...[sizes, type, isAlive]: [readonly number[], string, boolean]): string =>
        `${type} (${sizes.join(", ")}), ${isAlive ? "alive" : "freed"}`;
      const is = words(shape, dtype, !isDisposed);
      const should = words(expected.shape, expected.storage.dtype, model.isAlive(expected));
      if (is !== should) throw new Error(`${model.nameOf(expected)} is ${is}, not ${should}`);
    });
    const [is, should] = [this.live, model.live].map(
      ({ storages, bytes }) => `${String(storages)} storages of ${String(bytes)} bytes`,
    );
    if (is !== should) throw new Error(`${is} are alive, not ${should}`);
  }
}

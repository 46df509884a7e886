/**
 * @file The reference backend: calls every kernel cell by cell, in plain JavaScript. Slow, obvious,
 * and in float64 the oracle that everything else is tested against.
 *
 * Numbers inside a kernel are JavaScript's float64; a result is rounded once, when it is stored.
 */
import type { Backend, KernelArgument, LiveCount, Replacement } from "../../backend.js";
import { bytesOf, hostArray, type DType, type HostArray } from "../../dtype.js";
import { BackendError } from "../../errors.js";
import { callKernel, cellsShape, type Kernel } from "../../kernel.js";
import { sizeOf, type Shape } from "../../shape.js";
import { Storage, type Execution } from "../../storage.js";

class HostStorage extends Storage {
  readonly elements: HostArray;

  constructor(backend: Backend, elements: HostArray, dtype: DType, execution: Execution) {
    super(backend, dtype, elements.length, execution);
    this.elements = elements;
  }
}

export class ReferenceBackend implements Backend {
  readonly name = "reference";
  readonly dtypes: readonly DType[] = ["float64", "float32", "int32"];
  readonly live: LiveCount = { storages: 0, bytes: 0 };
  readonly #execution: Execution = { backend: "reference", executor: "javascript" };

  allocate(dtype: DType, length: number, data?: ArrayLike<number>): Storage {
    const elements = hostArray(dtype, length);
    if (data !== undefined) elements.set(data);
    this.live.storages++;
    this.live.bytes += length * bytesOf(dtype);
    return new HostStorage(this, elements, dtype, this.#execution);
  }

  free(storage: Storage): void {
    this.live.storages--;
    this.live.bytes -= storage.length * bytesOf(storage.dtype);
  }

  read(storage: Storage): Promise<HostArray> {
    return Promise.resolve(this.readSync(storage));
  }

  readSync(storage: Storage): HostArray {
    return elementsOf(storage).slice();
  }

  launch(
    kernel: Kernel,
    grid: Shape,
    constants: Readonly<Record<string, number>>,
    args: readonly KernelArgument[],
    dtype: DType,
  ): Storage {
    const result = this.allocate(dtype, sizeOf(cellsShape(kernel, grid)));
    const cells = elementsOf(result);
    const values = args.map((arg) =>
      typeof arg === "number"
        ? arg
        : elementsOf(arg.storage).subarray(arg.offset, arg.offset + arg.length),
    );
    callKernel(kernel, grid, constants, values, cells);
    return result;
  }

  replacement(): Replacement | undefined {
    return undefined;
  }
}

function elementsOf(storage: Storage): HostArray {
  if (storage instanceof HostStorage) return storage.elements;
  throw new BackendError("reference", "the tensor must be on this backend", storage.backend.name);
}

/** Plain loops over the kernel functions, in float64 or float32. */
export const reference: Backend = new ReferenceBackend();

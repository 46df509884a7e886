/**
 * @file The reference backend as WebGPU would have it: what it computed can be read later only.
 */
import { BackendError, type Backend, type DType, type HostArray, type Storage } from "@heed/tensor";
import { ReferenceBackend } from "../../packages/tensor/src/backends/reference/referenceBackend.js";

class ReadLater extends ReferenceBackend {
  /** Elements that operators do not look at by themselves, as they do where JavaScript computes. */
  override allocate(dtype: DType, length: number, data?: ArrayLike<number>): Storage {
    const storage = super.allocate(dtype, length, data);
    return Object.assign(storage, { execution: { backend: this.name, executor: "later" } });
  }

  /** What was computed up to the call, after a turn of the event loop. */
  override read(storage: Storage): Promise<HostArray> {
    const elements = super.readSync(storage);
    return new Promise((resolve) => setTimeout(resolve, 0, elements));
  }

  override readSync(): HostArray {
    throw new BackendError("readSync", "elements are read later here", this.name);
  }
}

/** A new backend on which nobody reads at once. */
export function readLater(): Backend {
  return new ReadLater();
}

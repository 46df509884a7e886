/**
 * @file Storage of the gpu backend.
 */
import { BackendError } from "../../errors.js";
import { Storage } from "../../storage.js";
import type { Resident } from "./compiledKernel.js";

/** Elements where kernels read them. */
export class GpuStorage extends Storage {
  /** Absent where there are none, and until WebGPU has computed them. */
  resident: Resident | undefined;
  /** Why there are no elements: what was to compute them failed. */
  failure: unknown;
}

/** The storage, known to be one of these. */
export function own(storage: Storage): GpuStorage {
  if (storage instanceof GpuStorage) return storage;
  throw new BackendError("gpu", "the tensor must be on this backend", storage.backend.name);
}

/** Throws what went wrong where there are no elements. */
export function residentOf({ resident, failure }: GpuStorage): Resident {
  if (resident === undefined) throw failure;
  return resident;
}

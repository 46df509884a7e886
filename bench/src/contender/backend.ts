/**
 * @file The backend that a contender's process computes on, opened once, and what it makes ready for
 * each kind of workload.
 */
import { ops, type Backend, type Tensor } from "@heed/tensor";
import type { Missing, Ran } from "../protocol.js";
import type { Ready } from "./ready.js";

export interface OpenBackend {
  /** As `--backends` has it: "simd", "gpu-webgpu". */
  readonly name: string;
  readonly backend: Backend;
  /** How many carry out kernels. */
  readonly threads: number;
  /** Milliseconds that opening took. */
  readonly openMs: number;
}

/** Makes a workload of one kind ready on a backend. */
export type PrepareOn = (workload: never, open: OpenBackend) => Promise<Ready | Missing>;

/** What computed a tensor. */
export function ranFor({ execution: { backend, executor, fallback } }: Tensor): Ran {
  return { backend, executor, ...(fallback !== undefined && { fallback }) };
}

/**
 * Waits until a tensor is computed where that is later than when it is returned. A device works in
 * order: what was asked of it before is done, too.
 */
export async function arrival(tensor: Tensor): Promise<void> {
  if (tensor.size === 0) return;
  // One element: reading is timed apart.
  const element = tensor.view([1], [1]);
  const copy = tensor.dtype === "int32" ? element : ops.neg(element);
  await copy.data();
  copy.dispose();
  element.dispose();
}

/**
 * @file Indices, and whether they name something.
 */
import { IndexError } from "./errors.js";
import type { Tensor } from "./tensor.js";

/**
 * Throws `IndexError` unless all indices lie in 0…count − 1, or are the ignored one. It looks only
 * where JavaScript computes: elsewhere kernels look, since reading would wait for the device.
 */
export function checkIndices(where: string, ids: Tensor, count: number, ignored?: number): void {
  if (ids.storage.execution.executor !== "javascript") return;
  checkElements(where, ids.dataSync(), count, ignored);
}

/** The same of elements on the host. */
export function checkElements(
  where: string,
  ids: ArrayLike<number>,
  count: number,
  ignored?: number,
): void {
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] !== ignored && !(ids[i] >= 0 && ids[i] < count)) {
      throw outside(where, ids, count, i);
    }
  }
}

/** The error for the index at a position. */
export function outside(
  where: string,
  ids: ArrayLike<number>,
  count: number,
  position: number,
): IndexError {
  return new IndexError(
    where,
    `indices must lie in 0…${String(count - 1)}`,
    `${String(ids[position])} at position ${String(position)}`,
  );
}

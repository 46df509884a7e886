/**
 * @file Where the memory begins that is not the kernels' own: behind their constants.
 */

/** The address of the first byte. */
export function heapStart(): usize {
  return __heap_base;
}

/**
 * @file What kernels can count on when all numbers are float32: how far indices go, and integers.
 */
import { BackendError, DTypeError } from "../../errors.js";
import type { Kernel } from "../../kernel.js";

/**
 * Below 2^23 a float32 holds every index exactly, and every index and a half, by which kernels
 * take indices apart. Beyond it they would read their neighbours.
 */
export function checkAddressable(kernel: Kernel, length: number): void {
  if (length <= 2 ** 23) return;
  throw new BackendError(
    kernel.name,
    "on the gpu backend operands and results must hold at most 2^23 elements",
    String(length),
  );
}

/** gpu.js compiles constants as integers and would cut fractions off. */
export function checkIntegers(kernel: Kernel, constants: Readonly<Record<string, number>>): void {
  if (Object.values(constants).every(Number.isInteger)) return;
  throw new BackendError(kernel.name, "constants must be integers", JSON.stringify(constants));
}

/** Numbers as int32. Throws where float32, in which they will be held, is too coarse. */
export function exactIntegers(where: string, numbers: ArrayLike<number>): Int32Array {
  const integers = Int32Array.from(numbers);
  // 2^24 itself is refused: it is also what 2^24 + 1 is rounded to.
  const coarse = integers.find((integer) => Math.abs(integer) >= 2 ** 24);
  if (coarse === undefined) return integers;
  const rule = "on the gpu backend int32 elements must lie between −2^24 and 2^24";
  throw new DTypeError(where, rule, String(coarse));
}

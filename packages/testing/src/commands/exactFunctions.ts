/**
 * @file Operators that make whole numbers of whole numbers, as functions of single elements: float32
 * computes them without rounding, so that results can be told by equality.
 */
import type { operators } from "@heed/tensor";

type Named<F> = Readonly<Partial<Record<keyof typeof operators, F>>>;

export const exactUnary: Named<(x: number) => number> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  relu: (x) => Math.max(0, x),
  square: (x) => x * x,
};

export const exactBinary: Named<(a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  maximum: Math.max,
  minimum: Math.min,
};

/** Up to here sums of a few dozen of them are whole in float32, too. */
const largest = 2 ** 18;

export function areSmall(numbers: readonly number[]): boolean {
  return numbers.every((x) => Math.abs(x) <= largest);
}

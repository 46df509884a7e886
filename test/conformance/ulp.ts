/** @file Units in the last place of float32. */

const smallest = -126;

const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);

/** By how much the float32 numbers around y are apart; 2⁻¹⁴⁹ below 2⁻¹²⁶. */
export function ulp(y: number): number {
  float[0] = y;
  const exponent = ((halves[1] >>> 20) & 0x7ff) - 1023;
  return 2 ** (Math.max(exponent, smallest) - 23);
}

/** How far a float32 result is from a number. Infinity stands for 2¹²⁸, the first it cannot hold. */
export function distance(actual: number, exact: number): number {
  if (actual === exact || Object.is(actual, exact)) return 0;
  if (Math.abs(actual) === Infinity) {
    const bounded = Math.sign(actual) * 2 ** 128;
    return Math.sign(exact) === Math.sign(actual) && Math.abs(exact) >= 2 ** 128
      ? 0
      : Math.abs(bounded - exact);
  }
  const off = Math.abs(actual - exact);
  return Number.isNaN(off) ? Infinity : off;
}

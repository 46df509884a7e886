/**
 * @file a^b for one pair of float32, as JavaScript's Math.pow defines it: a^0 is 1 for every a,
 * and a power of ±1 that is infinite or not a number is not a number.
 *
 *   a^b = ±2^(b log2|a|)
 *   log2 m = 2/ln 2 · (s + s³/3 + s⁵/5 + …),  s = (m − 1) / (m + 1),  √½ ≤ m < √2
 *
 * Computed in float64: b log2|a| stays below 160 where the result is not 0 or Infinity, so float32
 * logarithms would leave only 17 of 24 bits. The two series are cut where they are exact to 2^−42,
 * and the result is within 0.5001 units in the last place.
 */

/** a^b. */
export function power(a: f32, b: f32): f32 {
  if (b == 0) return 1;
  const magnitude = exp2(f64(b) * log2(f64(abs(a))));
  const negative = reinterpret<i32>(a) < 0;
  if (!negative) return magnitude;
  if (isOdd(b)) return -magnitude;
  // A negative finite number has no real power that is not whole; −0 and −Infinity have.
  return nearest(b) == b || a == 0 || abs(a) == Infinity ? magnitude : f32(NaN);
}

/** Whether b is an odd integer: floats from 2^24 on are all even. */
function isOdd(b: f32): bool {
  return nearest(b) == b && abs(b) < 16777216 && (i32(b) & 1) == 1;
}

/** log2 x, for a float32 x ≥ 0 given as float64, so that it is never subnormal. */
function log2(x: f64): f64 {
  if (!(x > 0 && x < Infinity)) return x == 0 ? -Infinity : x;
  const bits = reinterpret<i64>(x);
  // The exponent, counted from that of √½.
  const exponent = (bits - reinterpret<i64>(0.7071067811865476)) >> 52;
  const m = reinterpret<f64>(bits - (exponent << 52));
  const s = (m - 1) / (m + 1);
  const y = s * s;
  let q = 1.0 / 15;
  q = q * y + 1.0 / 13;
  q = q * y + 1.0 / 11;
  q = q * y + 1.0 / 9;
  q = q * y + 1.0 / 7;
  q = q * y + 1.0 / 5;
  q = q * y + 1.0 / 3;
  q = q * y + 1;
  return f64(exponent) + s * q * 2.8853900817779268;
}

/** 2^x, rounded once to float32. */
function exp2(x: f64): f32 {
  // At these bounds the result is 0 and Infinity already.
  const bounded = x < -160 ? -160 : x > 160 ? 160 : x;
  const n = nearest(bounded);
  const r = (bounded - n) * 0.6931471805599453;
  let q = 1.0 / 3628800;
  q = q * r + 1.0 / 362880;
  q = q * r + 1.0 / 40320;
  q = q * r + 1.0 / 5040;
  q = q * r + 1.0 / 720;
  q = q * r + 1.0 / 120;
  q = q * r + 1.0 / 24;
  q = q * r + 1.0 / 6;
  q = q * r + 1.0 / 2;
  q = q * r + 1;
  q = q * r + 1;
  return f32(q * reinterpret<f64>((i64(n) + 1023) << 52));
}

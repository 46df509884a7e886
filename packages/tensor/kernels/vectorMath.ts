/**
 * @file Elementary functions of four float32 at once, as polynomials over their full range.
 *
 *   exp x       2^n e^r,  n = round(x / ln 2),  r = x − n ln 2,  |r| ≤ ½ ln 2
 *   log x       n ln 2 + log(1 + f),  x = 2^n (1 + f),  √½ ≤ 1 + f < √2
 *   tanh x      ±(e − 1) / (e + 1),  e = e^|2x|,  with e − 1 found without cancellation
 *   sigmoid x   1 / (1 + e^(−|x|)) for x ≥ 0,  e^(−|x|) / (1 + e^(−|x|)) below
 *   softplus x  max(x, 0) + log(1 + e^(−|x|))
 *
 * Infinities, NaN, zeros and subnormal numbers give what the exact function gives. The splitting
 * follows Cody & Waite (1980). The polynomials are minimax among those with float32 coefficients
 * (Sollya's fpminimax: exp within 3.4e-9, log within 4.9e-9), so what is left is rounding.
 *
 * Largest errors, in units in the last place of the exact result, over every float32:
 *
 *               exp   log   tanh  sigmoid  softplus
 *   plain       0.99  0.86  2.68  2.41     1.71
 *   fused       1.02  0.85  2.65  2.41     1.71
 */
import { multiplyAdd } from "./lanes";

// 355/512, so that n · ln2High is exact, and the rest of ln 2.
const ln2High: f32 = 0.693359375;
const ln2Low: f32 = -0.00021219444;

/** 1.5 · 2^23: a small number added to it is rounded to an integer, which its last bits then hold. */
const rounder: f32 = 12582912;

/** One step of Horner's rule: q x + c. */
@inline
function horner(q: v128, x: v128, c: f32): v128 {
  return multiplyAdd(q, x, f32x4.splat(c));
}

/** x / ln 2, its nearest integer n standing in the last bits. */
@inline
function quotient(x: v128): v128 {
  return multiplyAdd(x, f32x4.splat(1.442695), f32x4.splat(rounder));
}

/** x − n ln 2. */
@inline
function remainder(x: v128, rounded: v128): v128 {
  const n = f32x4.sub(rounded, f32x4.splat(rounder));
  const high = multiplyAdd(n, f32x4.splat(-ln2High), x);
  return multiplyAdd(n, f32x4.splat(-ln2Low), high);
}

/** e^r − 1, for |r| ≤ ½ ln 2. */
@inline
function expNear0(r: v128): v128 {
  let q = f32x4.splat(0.0013783586);
  q = horner(q, r, 0.008368852);
  q = horner(q, r, 0.041668955);
  q = horner(q, r, 0.1666652);
  q = horner(q, r, 0.4999999);
  return multiplyAdd(f32x4.mul(r, r), q, r);
}

/** 2^n, n being the signed integer in the last nine bits of each lane. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.add(i32x4.shl(n, 23), f32x4.splat(1));
}

/** e^x. */
@inline
export function exp(x: v128): v128 {
  // At these bounds the result is Infinity and 0 already.
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  const rounded = quotient(bounded);
  const y = f32x4.add(expNear0(remainder(bounded, rounded)), f32x4.splat(1));
  // 2^n as two factors: subnormal results, and those near the largest, need more than one can scale.
  const half = i32x4.shr_s(rounded, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(rounded, half)));
}

/** ln x: −Infinity at 0, NaN below. */
@inline
export function log(x: v128): v128 {
  const subnormal = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, subnormal);
  // The exponent, counted from that of √½.
  const exponent = i32x4.shr_s(i32x4.sub(normal, f32x4.splat(0.70710677)), 23);
  const f = f32x4.sub(i32x4.sub(normal, i32x4.shl(exponent, 23)), f32x4.splat(1));
  const n = f32x4.sub(f32x4.convert_i32x4_s(exponent), v128.and(subnormal, f32x4.splat(23)));

  const zero = f32x4.eq(x, f32x4.splat(0));
  const outside = v128.bitselect(f32x4.splat(-Infinity), f32x4.splat(NaN), zero);
  const y = v128.bitselect(logNear1(f, n), outside, f32x4.gt(x, f32x4.splat(0)));
  return v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(Infinity)));
}

/** n ln 2 + log(1 + f), for √½ ≤ 1 + f < √2. */
@inline
function logNear1(f: v128, n: v128): v128 {
  let q = f32x4.splat(-0.07286021);
  q = horner(q, f, 0.1256589);
  q = horner(q, f, -0.13212356);
  q = horner(q, f, 0.14238907);
  q = horner(q, f, -0.16621207);
  q = horner(q, f, 0.1999899);
  q = horner(q, f, -0.2500084);
  q = horner(q, f, 0.33333373);

  // f − f²/2 + f³ q + n ln 2, the small terms first.
  const square = f32x4.mul(f, f);
  const low = multiplyAdd(n, f32x4.splat(ln2Low), f32x4.mul(f32x4.mul(square, f), q));
  const rest = multiplyAdd(square, f32x4.splat(-0.5), low);
  return multiplyAdd(n, f32x4.splat(ln2High), f32x4.add(f, rest));
}

/** tanh x. */
@inline
export function tanh(x: v128): v128 {
  const one = f32x4.splat(1);
  const sign = v128.and(x, f32x4.splat(-0.0));
  // From 10 on tanh x rounds to 1.
  const bounded = f32x4.pmin(f32x4.abs(x), f32x4.splat(10));
  const twice = f32x4.add(bounded, bounded);
  const rounded = quotient(twice);
  const scale = powerOfTwo(rounded);
  // e^(2x) − 1 = 2^n (e^r − 1) + (2^n − 1), which keeps all the digits of a small x.
  const e = multiplyAdd(scale, expNear0(remainder(twice, rounded)), f32x4.sub(scale, one));
  return v128.or(f32x4.div(e, f32x4.add(e, f32x4.splat(2))), sign);
}

/** 1 / (1 + e^(−x)), accurate in both tails. */
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  const e = exp(f32x4.neg(f32x4.abs(x)));
  const numerator = v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(one, e));
}

/** log(1 + e^x), without overflow. */
@inline
export function softplus(x: v128): v128 {
  const one = f32x4.splat(1);
  const e = exp(f32x4.neg(f32x4.abs(x)));
  // 1 + e = 2^n (1 + f), found without adding: the sum would round a small e away.
  const large = f32x4.gt(e, f32x4.splat(0.41421357));
  const f = v128.bitselect(f32x4.mul(f32x4.sub(e, one), f32x4.splat(0.5)), e, large);
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), logNear1(f, v128.and(large, one)));
}

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

// Constants are read from memory: one that stands in the code, the compilers of Node put together
// from integers each time it is used, which takes longer than the multiply-add that it is for.

const half: usize = memory.data<f32>([0.5]);
export const one: usize = memory.data<f32>([1]);
const two: usize = memory.data<f32>([2]);
const signBit: usize = memory.data<f32>([-0.0]);
const infinity: usize = memory.data<f32>([Infinity]);
const minusInfinity: usize = memory.data<f32>([-Infinity]);
const notANumber: usize = memory.data<f32>([NaN]);

const perLn2: usize = memory.data<f32>([1.442695]);
// 355/512, so that n · ln2High is exact, and the rest of ln 2; and both negated.
const ln2High: usize = memory.data<f32>([0.693359375]);
const ln2Low: usize = memory.data<f32>([-0.00021219444]);
const minusLn2High: usize = memory.data<f32>([-0.693359375]);
const minusLn2Low: usize = memory.data<f32>([0.00021219444]);

/** 1.5 · 2^23: a small number added to it is rounded to an integer, which its last bits then hold. */
const rounder: usize = memory.data<f32>([12582912]);

/** At these bounds e^x is Infinity and 0 already. */
const expHighest: usize = memory.data<f32>([89]);
const expLowest: usize = memory.data<f32>([-104]);

/** From 10 on tanh x rounds to 1. */
const tanhHighest: usize = memory.data<f32>([10]);

/** (e^r − 1 − r) / r², highest power first. */
const expTerms: usize = memory.data<f32>([
  0.0013783586, 0.008368852, 0.041668955, 0.1666652, 0.4999999,
]);

/** (log(1 + f) − f + f²/2) / f³, highest power first. */
const logTerms: usize = memory.data<f32>([
  -0.07286021, 0.1256589, -0.13212356, 0.14238907, -0.16621207, 0.1999899, -0.2500084, 0.33333373,
]);
const minusHalf: usize = memory.data<f32>([-0.5]);
const sqrtHalf: usize = memory.data<f32>([0.70710677]);
const sqrtTwoMinus1: usize = memory.data<f32>([0.41421357]);

const leastNormal: usize = memory.data<f32>([1.17549435e-38]);
const twoTo23: usize = memory.data<f32>([8388608]);
const twentyThree: usize = memory.data<f32>([23]);

/** A constant in all lanes; of several that follow one another, number i. */
@inline
export function constant(at: usize, i: i32 = 0): v128 {
  return v128.load32_splat(at + (i << 2));
}

/** |x|. */
@inline
function magnitude(x: v128): v128 {
  return v128.andnot(x, constant(signBit));
}

/** One step of Horner's rule, with term i of a polynomial: q x + c_i. */
@inline
function horner(q: v128, x: v128, terms: usize, i: i32): v128 {
  return multiplyAdd(q, x, constant(terms, i));
}

/** x / ln 2, its nearest integer n standing in the last bits. */
@inline
function quotient(x: v128): v128 {
  return multiplyAdd(x, constant(perLn2), constant(rounder));
}

/** x − n ln 2. */
@inline
function remainder(x: v128, rounded: v128): v128 {
  const n = f32x4.sub(rounded, constant(rounder));
  const high = multiplyAdd(n, constant(minusLn2High), x);
  return multiplyAdd(n, constant(minusLn2Low), high);
}

/** e^r − 1, for |r| ≤ ½ ln 2. */
@inline
function expNear0(r: v128): v128 {
  let q = constant(expTerms);
  q = horner(q, r, expTerms, 1);
  q = horner(q, r, expTerms, 2);
  q = horner(q, r, expTerms, 3);
  q = horner(q, r, expTerms, 4);
  return multiplyAdd(f32x4.mul(r, r), q, r);
}

/** 2^n, n being the signed integer in the last nine bits of each lane. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.add(i32x4.shl(n, 23), constant(one));
}

/** e^x. */
@inline
export function exp(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, constant(expHighest)), constant(expLowest));
  const rounded = quotient(bounded);
  const y = f32x4.add(expNear0(remainder(bounded, rounded)), constant(one));
  // 2^n as two factors: subnormal results, and those near the largest, need more than one can scale.
  const half = i32x4.shr_s(rounded, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(rounded, half)));
}

/** ln x: −Infinity at 0, NaN below. */
@inline
export function log(x: v128): v128 {
  const subnormal = f32x4.lt(x, constant(leastNormal));
  const normal = v128.bitselect(f32x4.mul(x, constant(twoTo23)), x, subnormal);
  // The exponent, counted from that of √½.
  const exponent = i32x4.shr_s(i32x4.sub(normal, constant(sqrtHalf)), 23);
  const f = f32x4.sub(i32x4.sub(normal, i32x4.shl(exponent, 23)), constant(one));
  const n = f32x4.sub(f32x4.convert_i32x4_s(exponent), v128.and(subnormal, constant(twentyThree)));

  const isZero = f32x4.eq(x, f32x4.splat(0));
  const outside = v128.bitselect(constant(minusInfinity), constant(notANumber), isZero);
  const y = v128.bitselect(logNear1(f, n), outside, f32x4.gt(x, f32x4.splat(0)));
  return v128.bitselect(x, y, f32x4.eq(x, constant(infinity)));
}

/** n ln 2 + log(1 + f), for √½ ≤ 1 + f < √2. */
@inline
function logNear1(f: v128, n: v128): v128 {
  let q = constant(logTerms);
  q = horner(q, f, logTerms, 1);
  q = horner(q, f, logTerms, 2);
  q = horner(q, f, logTerms, 3);
  q = horner(q, f, logTerms, 4);
  q = horner(q, f, logTerms, 5);
  q = horner(q, f, logTerms, 6);
  q = horner(q, f, logTerms, 7);

  // f − f²/2 + f³ q + n ln 2, the small terms first.
  const square = f32x4.mul(f, f);
  const low = multiplyAdd(n, constant(ln2Low), f32x4.mul(f32x4.mul(square, f), q));
  const rest = multiplyAdd(square, constant(minusHalf), low);
  return multiplyAdd(n, constant(ln2High), f32x4.add(f, rest));
}

/** tanh x. */
@inline
export function tanh(x: v128): v128 {
  const sign = v128.and(x, constant(signBit));
  const bounded = f32x4.pmin(magnitude(x), constant(tanhHighest));
  const twice = f32x4.add(bounded, bounded);
  const rounded = quotient(twice);
  const scale = powerOfTwo(rounded);
  const ones = constant(one);
  // e^(2x) − 1 = 2^n (e^r − 1) + (2^n − 1), which keeps all the digits of a small x.
  const e = multiplyAdd(scale, expNear0(remainder(twice, rounded)), f32x4.sub(scale, ones));
  return v128.or(f32x4.div(e, f32x4.add(e, constant(two))), sign);
}

/** 1 / (1 + e^(−x)), accurate in both tails. */
@inline
export function sigmoid(x: v128): v128 {
  const e = exp(v128.or(x, constant(signBit)));
  const ones = constant(one);
  const numerator = v128.bitselect(e, ones, f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(ones, e));
}

/** log(1 + e^x), without overflow. */
@inline
export function softplus(x: v128): v128 {
  const ones = constant(one);
  const e = exp(v128.or(x, constant(signBit)));
  // 1 + e = 2^n (1 + f), found without adding: the sum would round a small e away.
  const large = f32x4.gt(e, constant(sqrtTwoMinus1));
  const f = v128.bitselect(f32x4.mul(f32x4.sub(e, ones), constant(half)), e, large);
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), logNear1(f, v128.and(large, ones)));
}

/**
 * @file One row of n consecutive elements, folded to a number: what reductions, softmax and losses
 * have in common.
 *
 * Sums run over blocks of 512 elements, in sixteen (sumRow) or four (sumExpRow, dotRow) float32 lanes,
 * and the blocks' sums are added in float64. So the rounding error of a sum of any length is at most
 * 35 · 2^−24 Σ|x| in sumRow, 130 · 2^−24 Σ exp(…) in sumExpRow, and as much of Σ|x y| in dotRow.
 */
import { firstLane, maxLanes, multiplyAdd, sumLanes } from "./lanes";
import { exp, log } from "./vectorMath";

/** Length of a block in bytes. */
const block = 2048;

/** Σ x. */
export function sumRow(x: usize, n: i32): f64 {
  let total: f64 = 0;
  const end = x + (n << 2);
  const whole = x + ((n & ~15) << 2);
  while (x < whole) {
    const blockEnd = min(x + block, whole);
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    for (; x < blockEnd; x += 64) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
    }
    total += f64(sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))));
  }
  for (; x < end; x += 4) total += f64(load<f32>(x));
  return total;
}

/** Σ x y. */
export function dotRow(x: usize, y: usize, n: i32): f64 {
  let total: f64 = 0;
  const end = x + (n << 2);
  const whole = x + ((n & ~3) << 2);
  while (x < whole) {
    const blockEnd = min(x + block, whole);
    let s = f32x4.splat(0);
    for (; x < blockEnd; x += 16, y += 16) s = multiplyAdd(v128.load(x), v128.load(y), s);
    total += f64(sumLanes(s));
  }
  for (; x < end; x += 4, y += 4) total += f64(load<f32>(x)) * f64(load<f32>(y));
  return total;
}

/** max x; −Infinity of nothing, NaN if one is NaN. */
export function maxRow(x: usize, n: i32): f32 {
  const end = x + (n << 2);
  const whole = x + ((n & ~7) << 2);
  let m0 = f32x4.splat(-Infinity);
  let m1 = m0;
  for (; x < whole; x += 32) {
    m0 = f32x4.max(m0, v128.load(x));
    m1 = f32x4.max(m1, v128.load(x, 16));
  }
  let top = maxLanes(f32x4.max(m0, m1));
  for (; x < end; x += 4) top = max(top, load<f32>(x));
  return top;
}

/** Σ exp(x − shift). */
export function sumExpRow(x: usize, n: i32, shift: f32): f64 {
  let total: f64 = 0;
  const end = x + (n << 2);
  const whole = x + ((n & ~3) << 2);
  const shifts = f32x4.splat(shift);
  while (x < whole) {
    const blockEnd = min(x + block, whole);
    let s = f32x4.splat(0);
    for (; x < blockEnd; x += 16) s = f32x4.add(s, exp(f32x4.sub(v128.load(x), shifts)));
    total += f64(sumLanes(s));
  }
  for (; x < end; x += 4) {
    total += f64(firstLane(exp(f32x4.sub(v128.load32_splat(x), shifts))));
  }
  return total;
}

/** log Σ exp x = m + log Σ exp(x − m), m = max x; m itself where that is infinite. */
export function logSumExpRow(x: usize, n: i32): f32 {
  const top = maxRow(x, n);
  if (abs(top) == Infinity) return top;
  return top + logOf(sumExpRow(x, n, top));
}

/** ln x of one number. */
export function logOf(x: f64): f32 {
  return firstLane(log(f32x4.splat(f32(x))));
}

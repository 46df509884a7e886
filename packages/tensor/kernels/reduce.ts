/**
 * @file Reductions of the middle axis, (O, N, I) → (O, I): over rows where I is 1, over columns
 * where O is 1.
 *
 *   sum         Σ_n x[o,n,i]
 *   max         max_n x[o,n,i]; NaN if one is NaN, −Infinity of nothing
 *   argmax      the least n with x[o,n,i] = max, as int32; NaN is never the largest
 *   logSumExp   m + log Σ_n exp(x[o,n,i] − m), m the maximum; m itself where that is infinite
 *   sumSquares  Σ x² over everything, returned as a number
 *
 * Rows are folded along themselves (rows.ts), columns four or sixteen side by side. A column is
 * summed by blocks of 32 elements, so its rounding error is at most (32 + N/32) 2^−24 Σ|x|.
 */
import { loadLanes, storeLanes } from "./lanes";
import { logSumExpRow, maxRow, sumRow } from "./rows";
import { exp, log } from "./vectorMath";

export function sum(out: usize, x: usize, O: i32, N: i32, I: i32): void {
  for (let o = 0; o < O; o++, out += I << 2, x += (N * I) << 2) {
    if (I == 1) store<f32>(out, f32(sumRow(x, N)));
    else sumColumns(out, x, N, I << 2);
  }
}

/** Rows that are summed in registers before they are added to the result. */
const blockRows = 32;

/** `row` is the size of a row in bytes. */
function sumColumns(out: usize, x: usize, N: i32, row: i32): void {
  memory.fill(out, 0, row);
  for (let n = 0; n < N; n += blockRows) {
    const end = x + min(blockRows, N - n) * row;
    let at = 0;
    // Sixteen columns are a line of the cache in each row.
    for (; at < row - 60; at += 64) {
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      for (let p = x + at; p < end; p += row) {
        s0 = f32x4.add(s0, v128.load(p));
        s1 = f32x4.add(s1, v128.load(p, 16));
        s2 = f32x4.add(s2, v128.load(p, 32));
        s3 = f32x4.add(s3, v128.load(p, 48));
      }
      addTo(out + at, s0, true);
      addTo(out + at + 16, s1, true);
      addTo(out + at + 32, s2, true);
      addTo(out + at + 48, s3, true);
    }
    for (; at < row - 12; at += 16) addTo(out + at, sumBlock(x + at, end, row, true), true);
    for (; at < row; at += 4) addTo(out + at, sumBlock(x + at, end, row, false), false);
    x = end;
  }
}


@inline
function sumBlock(x: usize, end: usize, row: i32, wide: bool): v128 {
  let s = f32x4.splat(0);
  for (; x < end; x += row) s = f32x4.add(s, loadLanes(x, wide));
  return s;
}


@inline
function addTo(out: usize, s: v128, wide: bool): void {
  storeLanes(out, f32x4.add(loadLanes(out, wide), s), wide);
}

export function max(out: usize, x: usize, O: i32, N: i32, I: i32): void {
  for (let o = 0; o < O; o++, out += I << 2, x += (N * I) << 2) {
    if (I == 1) {
      store<f32>(out, maxRow(x, N));
      continue;
    }
    let i = 0;
    for (; i < I - 3; i += 4) {
      const p = x + (i << 2);
      storeLanes(out + (i << 2), maxColumns(p, N, I << 2, true), true);
    }
    for (; i < I; i++) {
      const p = x + (i << 2);
      storeLanes(out + (i << 2), maxColumns(p, N, I << 2, false), false);
    }
  }
}


@inline
function maxColumns(x: usize, N: i32, rowBytes: i32, wide: bool): v128 {
  let top = f32x4.splat(-Infinity);
  for (let n = 0; n < N; n++, x += rowBytes) top = f32x4.max(top, loadLanes(x, wide));
  return top;
}

export function argmax(out: usize, x: usize, O: i32, N: i32, I: i32): void {
  for (let o = 0; o < O; o++, out += I << 2, x += (N * I) << 2) {
    let i = 0;
    for (; i < I - 3; i += 4) argmaxColumns(out + (i << 2), x + (i << 2), N, I << 2, true);
    for (; i < I; i++) argmaxColumns(out + (i << 2), x + (i << 2), N, I << 2, false);
  }
}


@inline
function argmaxColumns(out: usize, x: usize, N: i32, rowBytes: i32, wide: bool): void {
  let top = f32x4.splat(-Infinity);
  let at = i32x4.splat(0);
  for (let n = 0; n < N; n++, x += rowBytes) {
    const cells = loadLanes(x, wide);
    const larger = f32x4.gt(cells, top);
    top = v128.bitselect(cells, top, larger);
    at = v128.bitselect(i32x4.splat(n), at, larger);
  }
  storeLanes(out, at, wide);
}

export function logSumExp(out: usize, x: usize, O: i32, N: i32, I: i32): void {
  for (let o = 0; o < O; o++, out += I << 2, x += (N * I) << 2) {
    if (I == 1) {
      store<f32>(out, logSumExpRow(x, N));
      continue;
    }
    let i = 0;
    for (; i < I - 3; i += 4) logSumExpColumns(out + (i << 2), x + (i << 2), N, I << 2, true);
    for (; i < I; i++) logSumExpColumns(out + (i << 2), x + (i << 2), N, I << 2, false);
  }
}


@inline
function logSumExpColumns(out: usize, x: usize, N: i32, rowBytes: i32, wide: bool): void {
  const top = maxColumns(x, N, rowBytes, wide);
  const infinite = f32x4.eq(f32x4.abs(top), f32x4.splat(Infinity));
  let total = f32x4.splat(0);
  for (let n = 0; n < N; n++, x += rowBytes) {
    total = f32x4.add(total, exp(f32x4.sub(loadLanes(x, wide), top)));
  }
  const z = f32x4.add(top, log(total));
  storeLanes(out, v128.bitselect(top, z, infinite), wide);
}

/** Σ x² of n elements, in float64: no square overflows, and no length costs digits. */
export function sumSquares(out: usize, x: usize, n: i32): void {
  const end = x + (n << 2);
  const whole = x + ((n & ~3) << 2);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; x < whole; x += 16) {
    const cells = v128.load(x);
    const a = f64x2.promote_low_f32x4(cells);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(cells, cells, 2, 3, 0, 1));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const both = f64x2.add(low, high);
  let total = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; x < end; x += 4) total += f64(load<f32>(x)) * f64(load<f32>(x));
  store<f32>(out, f32(total));
}

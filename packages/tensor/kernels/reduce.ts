/**
 * @file Reductions of the middle axis, (O, N, I) → (O, I): over rows where I is 1, over columns
 * where O is 1.
 *
 *   sum         Σ_n x[o,n,i]
 *   max         max_n x[o,n,i]; NaN if one is NaN, −Infinity of nothing
 *   argmax      the least n with x[o,n,i] = max, as int32; NaN is never the largest
 *   logSumExp   m + log Σ_n exp(x[o,n,i] − m), m the maximum; m itself where that is infinite
 *
 * Rows are folded along themselves (rows.ts), columns four side by side. A column's sum, too, runs
 * in float32 over blocks of 32 and in float64 over blocks, so its error is at most 33 ε Σ|x|.
 */
import { loadLanes, storeLanes } from "./lanes";
import { logSumExpRow, maxRow, sumRow } from "./rows";
import { exp, log } from "./vectorMath";

export function sum(out: usize, x: usize, O: i32, N: i32, I: i32): void {
  for (let o = 0; o < O; o++, out += I << 2, x += (N * I) << 2) {
    if (I == 1) {
      store<f32>(out, f32(sumRow(x, N)));
      continue;
    }
    let i = 0;
    for (; i < I - 3; i += 4) sumColumns(out + (i << 2), x + (i << 2), N, I << 2, true);
    for (; i < I; i++) sumColumns(out + (i << 2), x + (i << 2), N, I << 2, false);
  }
}

@inline
function sumColumns(out: usize, x: usize, N: i32, rowBytes: i32, wide: bool): void {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let n = 0; n < N;) {
    const end = min(n + 32, N);
    let s = f32x4.splat(0);
    for (; n < end; n++, x += rowBytes) s = f32x4.add(s, loadLanes(x, wide));
    low = f64x2.add(low, f64x2.promote_low_f32x4(s));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f32>(s, s, 2, 3, 0, 1)));
  }
  const first = f32x4.demote_f64x2_zero(low);
  const last = f32x4.demote_f64x2_zero(high);
  storeLanes(out, v128.shuffle<f32>(first, last, 0, 1, 4, 5), wide);
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

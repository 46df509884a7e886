/**
 * @file A row vector times a matrix, y[n] = Σ_k x[k] b[k,n], read where it lies: with one or a few
 * rows there is nothing to gain from packing. The rounding error is at most K 2^−24 Σ|x b|.
 *
 * All steps are in bytes.
 */
import { firstLane, loadLanes, multiplyAdd, storeLanes, sumLanes } from "./lanes";

/** For a matrix whose rows are contiguous: columns side by side, each sum in its own lane. */
export function rowTimesRows(
  y: usize,
  x: usize,
  xStep: i32,
  b: usize,
  bRow: i32,
  K: i32,
  N: i32,
): void {
  let n = 0;
  for (; n < N - 15; n += 16) wideStrip(y + (n << 2), x, xStep, b + (n << 2), bRow, K);
  for (; n < N - 3; n += 4) strip(y + (n << 2), x, xStep, b + (n << 2), bRow, K, true);
  for (; n < N; n++) strip(y + (n << 2), x, xStep, b + (n << 2), bRow, K, false);
}

/** 16 columns: a whole line of the cache in each row, and few enough sums to stay in registers. */
@inline
function wideStrip(y: usize, x: usize, xStep: i32, b: usize, bRow: i32, K: i32): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let k = 0; k < K; k++, x += xStep, b += bRow) {
    const factor = v128.load32_splat(x);
    s0 = multiplyAdd(factor, v128.load(b), s0);
    s1 = multiplyAdd(factor, v128.load(b, 16), s1);
    s2 = multiplyAdd(factor, v128.load(b, 32), s2);
    s3 = multiplyAdd(factor, v128.load(b, 48), s3);
  }
  v128.store(y, s0);
  v128.store(y, s1, 16);
  v128.store(y, s2, 32);
  v128.store(y, s3, 48);
}


@inline
function strip(y: usize, x: usize, xStep: i32, b: usize, bRow: i32, K: i32, wide: bool): void {
  let s = f32x4.splat(0);
  for (let k = 0; k < K; k++, x += xStep, b += bRow) {
    s = multiplyAdd(v128.load32_splat(x), loadLanes(b, wide), s);
  }
  storeLanes(y, s, wide);
}

/** For a matrix whose columns are contiguous, and a contiguous x: inner products, four at a time. */
export function rowTimesColumns(y: usize, x: usize, b: usize, bColumn: i32, K: i32, N: i32): void {
  let n = 0;
  for (; n < N - 3; n += 4) fourColumns(y + (n << 2), x, b + n * bColumn, bColumn, K);
  for (; n < N; n++) oneColumn(y + (n << 2), x, b + n * bColumn, K);
}


@inline
function fourColumns(y: usize, x: usize, b: usize, bColumn: i32, K: i32): void {
  const b1 = b + bColumn;
  const b2 = b1 + bColumn;
  const b3 = b2 + bColumn;
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const whole = (K & ~3) << 2;
  let at = 0;
  for (; at < whole; at += 16) {
    const cells = v128.load(x + at);
    s0 = multiplyAdd(cells, v128.load(b + at), s0);
    s1 = multiplyAdd(cells, v128.load(b1 + at), s1);
    s2 = multiplyAdd(cells, v128.load(b2 + at), s2);
    s3 = multiplyAdd(cells, v128.load(b3 + at), s3);
  }
  // (s0 s1 s2 s3)ᵀ summed: one column's total in each lane.
  const s01 = f32x4.add(
    v128.shuffle<f32>(s0, s1, 0, 4, 1, 5),
    v128.shuffle<f32>(s0, s1, 2, 6, 3, 7),
  );
  const s23 = f32x4.add(
    v128.shuffle<f32>(s2, s3, 0, 4, 1, 5),
    v128.shuffle<f32>(s2, s3, 2, 6, 3, 7),
  );
  let total = f32x4.add(
    v128.shuffle<f32>(s01, s23, 0, 1, 4, 5),
    v128.shuffle<f32>(s01, s23, 2, 3, 6, 7),
  );
  for (; at < K << 2; at += 4) {
    let cells = v128.load32_splat(b + at);
    cells = v128.load_lane<f32>(b1 + at, cells, 1);
    cells = v128.load_lane<f32>(b2 + at, cells, 2);
    cells = v128.load_lane<f32>(b3 + at, cells, 3);
    total = multiplyAdd(v128.load32_splat(x + at), cells, total);
  }
  v128.store(y, total);
}


@inline
function oneColumn(y: usize, x: usize, b: usize, K: i32): void {
  const whole = (K & ~3) << 2;
  let s = f32x4.splat(0);
  let at = 0;
  for (; at < whole; at += 16) s = multiplyAdd(v128.load(x + at), v128.load(b + at), s);
  let total = sumLanes(s);
  for (; at < K << 2; at += 4) total += load<f32>(x + at) * load<f32>(b + at);
  store<f32>(y, total);
}

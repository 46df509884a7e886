/**
 * @file The inner product of the matrix product: a tile of results that stays in registers while K
 * steps add to it,
 *
 *   c[i,j] = d[i,j] + Σ_k a[k,i] b[k,j]
 *
 * from packed panels: a holds `tileRows` rows and b `tileColumns` columns, each step's elements side by
 * side (pack.ts). d is what the tile adds to: the sums of the steps before, a bias, or nothing.
 *
 * Five rows by two registers: ten sums, more than the eight that would do if none ever waited for the
 * one before, and with two registers of b and one of a as many as compilers leave free. Some, left to
 * themselves, load all of a first, and have too few (docs/performance.md). Hence the exits after every
 * other row, which are never taken: what a sum is there must be known there, so it is not put off.
 *
 * Where the host makes one register of 256 bits of two, a tile of five rows by four registers takes no
 * more of them than this one (wideTile.ts).
 */
import { multiplyAdd, noneToAdd, storeSums } from "./lanes";
import { wide } from "./wide";
import { fiveWideRows } from "./wideTile";

/** Rows and columns of a tile. */
export const tileRows: i32 = 5;
export const tileColumns: i32 = wide ? 16 : 8;

/**
 * The first `rows` of a tile, all their columns, from the panels `i` bytes behind `left` and `n` behind
 * `right`. Rows of c are `cRow` bytes apart, those of d `dRow`, which may be 0 for one row to all;
 * d = 0 stands for nothing to add.
 */
export function tile(
  c: usize,
  cRow: i32,
  rows: i32,
  left: usize,
  i: i32,
  right: usize,
  n: i32,
  K: i32,
  d: usize,
  dRow: i32,
): void {
  // Sums, unlike arguments, are known to fit 32 bits, and need no instruction to make them so.
  const a = left + i;
  const b = right + n;
  // One way to add for all: zeros take less than a way of their own would.
  if (d == 0) {
    d = noneToAdd;
    dRow = 0;
  }
  if (wide) fiveWideRows(c, cRow, rows, a, b, K, d, dRow);
  else fiveRows(c, cRow, rows, a, b, K, d, dRow);
}


@inline
function fiveRows(
  c: usize,
  cRow: i32,
  rows: i32,
  a: usize,
  b: usize,
  K: i32,
  d: usize,
  dRow: i32,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let c40 = c00;
  let c41 = c00;
  const last = b + ((K - 1) << 5);
  if (K > 0) {
    do {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const a0 = v128.load32_splat(a);
      c00 = multiplyAdd(a0, b0, c00);
      c01 = multiplyAdd(a0, b1, c01);
      const a1 = v128.load32_splat(a, 4);
      c10 = multiplyAdd(a1, b0, c10);
      c11 = multiplyAdd(a1, b1, c11);
      if (b > last) break;
      const a2 = v128.load32_splat(a, 8);
      c20 = multiplyAdd(a2, b0, c20);
      c21 = multiplyAdd(a2, b1, c21);
      const a3 = v128.load32_splat(a, 12);
      c30 = multiplyAdd(a3, b0, c30);
      c31 = multiplyAdd(a3, b1, c31);
      if (b > last) break;
      const a4 = v128.load32_splat(a, 16);
      c40 = multiplyAdd(a4, b0, c40);
      c41 = multiplyAdd(a4, b1, c41);
      a += tileRows << 2;
      b += tileColumns << 2;
    } while (b <= last);
  }
  storeSums(c, c00, c01, d);
  if (rows > 1) storeSums(c + cRow, c10, c11, d + dRow);
  if (rows > 2) storeSums(c + 2 * cRow, c20, c21, d + 2 * dRow);
  if (rows > 3) storeSums(c + 3 * cRow, c30, c31, d + 3 * dRow);
  if (rows > 4) storeSums(c + 4 * cRow, c40, c41, d + 4 * dRow);
}

/**
 * @file The inner product of the matrix product: a tile of results that stays in registers while K
 * steps add to it,
 *
 *   c[i,j] = d[i,j] + Σ_k a[k,i] b[k,j]
 *
 * from packed panels: a holds `tileRows` rows and b `tileColumns` columns, each step's elements side by
 * side (pack.ts). d is what the tile adds to: the sums of the steps before, a bias, or nothing.
 *
 * Four rows by two registers: eight sums, which are just enough for none to wait for the one before.
 * What bounds the loop is the number of its instructions (docs/performance.md). Hence two steps a round,
 * with an exit between them: without that exit, compilers mix the two and run out of registers, of
 * which those of Node leave 15 of the 16 of x86-64.
 *
 * Where the host makes one register of 256 bits of two, a tile of five rows by four registers takes no
 * more of them than one of five by two (wideTile.ts).
 */
import { multiplyAdd, noneToAdd, storeSums } from "./lanes";
import { wide } from "./wide";
import { fiveWideRows } from "./wideTile";

/** Rows and columns of a tile. */
export const tileRows: i32 = wide ? 5 : 4;
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
  else fourRows(c, cRow, rows, a, b, K, d, dRow);
}


@inline
function fourRows(
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
  const last = b + ((K - 1) << 5);
  if (K > 0) {
    do {
      let b0 = v128.load(b);
      let b1 = v128.load(b, 16);
      let ai = v128.load32_splat(a);
      c00 = multiplyAdd(ai, b0, c00);
      c01 = multiplyAdd(ai, b1, c01);
      ai = v128.load32_splat(a, 4);
      c10 = multiplyAdd(ai, b0, c10);
      c11 = multiplyAdd(ai, b1, c11);
      ai = v128.load32_splat(a, 8);
      c20 = multiplyAdd(ai, b0, c20);
      c21 = multiplyAdd(ai, b1, c21);
      ai = v128.load32_splat(a, 12);
      c30 = multiplyAdd(ai, b0, c30);
      c31 = multiplyAdd(ai, b1, c31);
      // Larger offsets in its place would be added to the address one by one, in every round.
      a += tileRows << 2;
      if (b == last) break;
      b0 = v128.load(b, 32);
      b1 = v128.load(b, 48);
      ai = v128.load32_splat(a);
      c00 = multiplyAdd(ai, b0, c00);
      c01 = multiplyAdd(ai, b1, c01);
      ai = v128.load32_splat(a, 4);
      c10 = multiplyAdd(ai, b0, c10);
      c11 = multiplyAdd(ai, b1, c11);
      ai = v128.load32_splat(a, 8);
      c20 = multiplyAdd(ai, b0, c20);
      c21 = multiplyAdd(ai, b1, c21);
      ai = v128.load32_splat(a, 12);
      c30 = multiplyAdd(ai, b0, c30);
      c31 = multiplyAdd(ai, b1, c31);
      a += tileRows << 2;
      b += 64;
    } while (b <= last);
  }
  storeSums(c, c00, c01, d);
  if (rows > 1) storeSums(c + cRow, c10, c11, d + dRow);
  if (rows > 2) storeSums(c + 2 * cRow, c20, c21, d + 2 * dRow);
  if (rows > 3) storeSums(c + 3 * cRow, c30, c31, d + 3 * dRow);
}

/**
 * @file The inner product of the matrix product: a tile of results that stays in registers while K
 * steps add to it,
 *
 *   c[i,j] = d[i,j] + Σ_k a[k,i] b[k,j]
 *
 * from packed panels: a holds `tileRows` rows and b 8 columns, each step's elements side by side
 * (pack.ts). d is what the tile adds to: the sums of the steps before, a bias, or nothing.
 *
 * With a fused multiply-add, six rows: twelve sums, two registers of b and one of a are the 15 that
 * the compilers of Node leave of the 16 of x86-64, and the loop runs at the speed of its
 * multiply-adds. Without, each product needs a register until it is added, so there are four rows,
 * and what bounds the loop is the number of its instructions (docs/performance.md). Hence two steps a
 * round, with an exit between them: without that exit, compilers mix the two and run out of registers.
 */
import { multiplyAdd } from "./lanes";

/** Rows and columns of a tile. */
export const tileRows: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;
export const tileColumns: i32 = 8;

/**
 * The first `rows` × `columns` of a tile, from the panels `i` bytes behind `left` and `n` behind
 * `right`. Rows of c are `cRow` bytes apart, those of d `dRow`, which may be 0 for one row to all;
 * d = 0 stands for nothing to add.
 */
export function tile(
  c: usize,
  cRow: i32,
  rows: i32,
  columns: i32,
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
  // 64 rows are ten panels of six and one of four: sums that nobody asks for are not taken.
  if (tileRows > 4 && rows > 4) sixRows(c, cRow, rows, columns, a, b, K, d, dRow);
  else fourRows(c, cRow, rows, columns, a, b, K, d, dRow);
}


@inline
function fourRows(
  c: usize,
  cRow: i32,
  rows: i32,
  columns: i32,
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
  storeRow(c, c00, c01, columns, d);
  if (rows > 1) storeRow(c + cRow, c10, c11, columns, next(d, dRow, 1));
  if (rows > 2) storeRow(c + 2 * cRow, c20, c21, columns, next(d, dRow, 2));
  if (rows > 3) storeRow(c + 3 * cRow, c30, c31, columns, next(d, dRow, 3));
}


@inline
function sixRows(
  c: usize,
  cRow: i32,
  rows: i32,
  columns: i32,
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
  let c50 = c00;
  let c51 = c00;
  for (const end = b + (K << 5); b < end; a += tileRows << 2, b += 32) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = multiplyAdd(a0, b0, c00);
    c01 = multiplyAdd(a0, b1, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = multiplyAdd(a1, b0, c10);
    c11 = multiplyAdd(a1, b1, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = multiplyAdd(a2, b0, c20);
    c21 = multiplyAdd(a2, b1, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = multiplyAdd(a3, b0, c30);
    c31 = multiplyAdd(a3, b1, c31);
    const a4 = v128.load32_splat(a, 16);
    c40 = multiplyAdd(a4, b0, c40);
    c41 = multiplyAdd(a4, b1, c41);
    const a5 = v128.load32_splat(a, 20);
    c50 = multiplyAdd(a5, b0, c50);
    c51 = multiplyAdd(a5, b1, c51);
  }
  storeRow(c, c00, c01, columns, d);
  storeRow(c + cRow, c10, c11, columns, next(d, dRow, 1));
  storeRow(c + 2 * cRow, c20, c21, columns, next(d, dRow, 2));
  storeRow(c + 3 * cRow, c30, c31, columns, next(d, dRow, 3));
  storeRow(c + 4 * cRow, c40, c41, columns, next(d, dRow, 4));
  if (rows > 5) storeRow(c + 5 * cRow, c50, c51, columns, next(d, dRow, 5));
}

/** Where row i of d lies, or 0 where there is no d. */
@inline
function next(d: usize, dRow: i32, i: i32): usize {
  return d == 0 ? 0 : d + i * dRow;
}


@inline
function storeRow(c: usize, low: v128, high: v128, columns: i32, d: usize): void {
  if (columns == tileColumns) {
    v128.store(c, d == 0 ? low : f32x4.add(v128.load(d), low));
    v128.store(c, d == 0 ? high : f32x4.add(v128.load(d, 16), high), 16);
  } else {
    storePart(c, low, high, columns, d);
  }
}

/** The first columns of a row: four, if there are as many, and the others one by one. */
function storePart(c: usize, low: v128, high: v128, columns: i32, d: usize): void {
  if (columns > 3) {
    v128.store(c, d == 0 ? low : f32x4.add(v128.load(d), low));
    c += 16;
    d = d == 0 ? 0 : d + 16;
    low = high;
    columns -= 4;
  }
  for (; columns > 0; columns--, c += 4) {
    store<f32>(c, f32x4.extract_lane(low, 0) + (d == 0 ? 0 : load<f32>(d)));
    low = v128.shuffle<f32>(low, low, 1, 2, 3, 0);
    d = d == 0 ? 0 : d + 4;
  }
}

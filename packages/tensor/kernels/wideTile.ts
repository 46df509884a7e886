/**
 * @file A tile of five rows by sixteen columns, for compilers that make one register of 256 bits of two
 * that go through the same steps (V8 calls it revectorization, and begins at two neighbouring stores).
 * Ten sums, two registers of b and one of a are thirteen of them; of 128 bits there would be 25, far
 * too many.
 *
 * For a sum to stay in one register, nothing may ask for half of it: every use must be one that is
 * paired, too. So all columns are stored, always, and in one way.
 */
import { multiplyAdd, storeSums } from "./lanes";

/** The first `rows` of the tile at c; see `tile`. d lies where there are sixteen elements a row. */
@inline
export function fiveWideRows(
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
  let c02 = c00;
  let c03 = c00;
  let c10 = c00;
  let c11 = c00;
  let c12 = c00;
  let c13 = c00;
  let c20 = c00;
  let c21 = c00;
  let c22 = c00;
  let c23 = c00;
  let c30 = c00;
  let c31 = c00;
  let c32 = c00;
  let c33 = c00;
  let c40 = c00;
  let c41 = c00;
  let c42 = c00;
  let c43 = c00;
  for (const end = b + (K << 6); b < end; a += 20, b += 64) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const a0 = v128.load32_splat(a);
    c00 = multiplyAdd(a0, b0, c00);
    c01 = multiplyAdd(a0, b1, c01);
    c02 = multiplyAdd(a0, b2, c02);
    c03 = multiplyAdd(a0, b3, c03);
    const a1 = v128.load32_splat(a, 4);
    c10 = multiplyAdd(a1, b0, c10);
    c11 = multiplyAdd(a1, b1, c11);
    c12 = multiplyAdd(a1, b2, c12);
    c13 = multiplyAdd(a1, b3, c13);
    const a2 = v128.load32_splat(a, 8);
    c20 = multiplyAdd(a2, b0, c20);
    c21 = multiplyAdd(a2, b1, c21);
    c22 = multiplyAdd(a2, b2, c22);
    c23 = multiplyAdd(a2, b3, c23);
    const a3 = v128.load32_splat(a, 12);
    c30 = multiplyAdd(a3, b0, c30);
    c31 = multiplyAdd(a3, b1, c31);
    c32 = multiplyAdd(a3, b2, c32);
    c33 = multiplyAdd(a3, b3, c33);
    const a4 = v128.load32_splat(a, 16);
    c40 = multiplyAdd(a4, b0, c40);
    c41 = multiplyAdd(a4, b1, c41);
    c42 = multiplyAdd(a4, b2, c42);
    c43 = multiplyAdd(a4, b3, c43);
  }
  storeWideSums(c, c00, c01, c02, c03, d);
  if (rows > 1) storeWideSums(c + cRow, c10, c11, c12, c13, d + dRow);
  if (rows > 2) storeWideSums(c + 2 * cRow, c20, c21, c22, c23, d + 2 * dRow);
  if (rows > 3) storeWideSums(c + 3 * cRow, c30, c31, c32, c33, d + 3 * dRow);
  if (rows > 4) storeWideSums(c + 4 * cRow, c40, c41, c42, c43, d + 4 * dRow);
}


@inline
function storeWideSums(c: usize, x0: v128, x1: v128, x2: v128, x3: v128, d: usize): void {
  storeSums(c, x0, x1, d);
  storeSums(c + 32, x2, x3, d + 32);
}

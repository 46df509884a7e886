/**
 * @file The inner product of the matrix product: a tile of 4 × 8 results that stays in registers
 * while K steps add to it,
 *
 *   c[i,j] += Σ_k a[k,i] b[k,j]
 *
 * from packed panels: a holds 4 rows and b 8 columns, each step's elements side by side (pack.ts).
 * Eight sums, two registers of b, one broadcast of a and one product fit the 16 registers of
 * x86-64 with some to spare. A taller tile is 3 % faster where its height divides M and slower where
 * it does not; with twelve sums, or two steps at a time, the compiler of Node 20 spills in the loop.
 */
import { multiplyAdd } from "./lanes";

/** Rows and columns of a tile. */
export const tileRows = 4;
export const tileColumns = 8;

/** The whole tile; `add` keeps what c holds, `cRow` is the distance of its rows in bytes. */
export function tile(c: usize, cRow: i32, a: usize, b: usize, K: i32, add: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (const end = b + (K << 5); b < end; a += 16, b += 32) {
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
  }
  storeRow(c, c00, c01, add);
  storeRow(c + cRow, c10, c11, add);
  storeRow(c + 2 * cRow, c20, c21, add);
  storeRow(c + 3 * cRow, c30, c31, add);
}


@inline
function storeRow(c: usize, low: v128, high: v128, add: bool): void {
  if (add) {
    v128.store(c, f32x4.add(v128.load(c), low));
    v128.store(c, f32x4.add(v128.load(c, 16), high), 16);
  } else {
    v128.store(c, low);
    v128.store(c, high, 16);
  }
}

/** The first `rows` × `columns` of a tile, by way of a whole tile in `spare`. */
export function tileCorner(
  c: usize,
  cRow: i32,
  rows: i32,
  columns: i32,
  spare: usize,
  a: usize,
  b: usize,
  K: i32,
  add: bool,
): void {
  tile(spare, 4 * tileColumns, a, b, K, false);
  for (let i = 0; i < rows; i++, c += cRow, spare += 4 * tileColumns) {
    for (let at = 0; at < columns << 2; at += 4) {
      const old: f32 = add ? load<f32>(c + at) : 0;
      store<f32>(c + at, old + load<f32>(spare + at));
    }
  }
}

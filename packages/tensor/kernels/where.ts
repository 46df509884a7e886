/**
 * @file Choice with broadcasting, element by element: out = a where the int32 mask is not 0, else b.
 *
 * The layout gives the sizes and the strides of out, mask, a and b; `out` steps by 1 along the last
 * axis. The elements of a and b are not computed with, so they may be of any 32-bit type.
 */
import { loadStrided } from "./lanes";
import { rowOffset, size, step } from "./layout";

/** Four elements, `bytes` apart; the branch goes the same way all along a row. */
@inline
function load4(p: usize, bytes: i32): v128 {
  return bytes == 4 ? v128.load(p) : bytes == 0 ? v128.load32_splat(p) : loadStrided(p, bytes);
}


@inline
function row(
  out: usize,
  n: i32,
  mask: usize,
  maskStep: i32,
  a: usize,
  aStep: i32,
  b: usize,
  bStep: i32,
): void {
  let i = 0;
  for (; i < n - 3; i += 4) {
    const off = i32x4.eq(load4(mask + i * maskStep, maskStep), i32x4.splat(0));
    const x = load4(a + i * aStep, aStep);
    const y = load4(b + i * bStep, bStep);
    v128.store(out + (i << 2), v128.bitselect(y, x, off));
  }
  for (; i < n; i++) {
    const p = load<i32>(mask + i * maskStep) != 0 ? a + i * aStep : b + i * bStep;
    store<i32>(out + (i << 2), load<i32>(p));
  }
}

export function where(out: usize, mask: usize, a: usize, b: usize, layout: usize): void {
  const n = size(layout, 3);
  const maskStep = step(layout, 1, 3);
  const aStep = step(layout, 2, 3);
  const bStep = step(layout, 3, 3);
  for (let i0 = 0; i0 < size(layout, 0); i0++) {
    for (let i1 = 0; i1 < size(layout, 1); i1++) {
      for (let i2 = 0; i2 < size(layout, 2); i2++) {
        const outRow = out + rowOffset(layout, 0, i0, i1, i2);
        const maskRow = mask + rowOffset(layout, 1, i0, i1, i2);
        const aRow = a + rowOffset(layout, 2, i0, i1, i2);
        const bRow = b + rowOffset(layout, 3, i0, i1, i2);
        row(outRow, n, maskRow, maskStep, aRow, aStep, bRow, bStep);
      }
    }
  }
}

/**
 * @file Copies between strided arrays of 32-bit elements, float32 and int32 alike:
 *
 *   out[i0, i1, i2, i3] = x[i0, i1, i2, i3]
 *
 * The layout gives the sizes and the strides of out and x. A strided `out` lets a join write each
 * operand into its slice of the result.
 */
import { loadStrided } from "./lanes";
import { rowOffset, size, step } from "./layout";

export function copy(out: usize, x: usize, layout: usize): void {
  for (let i0 = 0; i0 < size(layout, 0); i0++) {
    for (let i1 = 0; i1 < size(layout, 1); i1++) {
      const target = out + rowOffset(layout, 0, i0, i1, 0);
      const source = x + rowOffset(layout, 1, i0, i1, 0);
      copyPlane(target, source, layout);
    }
  }
}

/** The last two axes. */
function copyPlane(out: usize, x: usize, layout: usize): void {
  const rows = size(layout, 2);
  const n = size(layout, 3);
  const outRow = step(layout, 0, 2);
  const outStep = step(layout, 0, 3);
  const xRow = step(layout, 1, 2);
  const xStep = step(layout, 1, 3);
  if (outStep == 4 && xRow == 4 && xStep != 4 && rows > 3 && n > 3) {
    transpose(out, outRow, x, xStep, rows, n);
    return;
  }
  for (let i = 0; i < rows; i++) {
    copyRow(out + i * outRow, outStep, x + i * xRow, xStep, n);
  }
}


@inline
function copyRow(out: usize, outStep: i32, x: usize, xStep: i32, n: i32): void {
  let i = 0;
  if (outStep == 4) {
    if (xStep == 4) {
      for (; i < n - 3; i += 4) v128.store(out + (i << 2), v128.load(x + (i << 2)));
    } else {
      for (; i < n - 3; i += 4) v128.store(out + (i << 2), loadStrided(x + i * xStep, xStep));
    }
  }
  for (; i < n; i++) store<i32>(out + i * outStep, load<i32>(x + i * xStep));
}

/** Rows of a block of which the source lines fit into the first cache, whatever their distance. */
const blockRows = 64;

/**
 * out[i, j] = x[j, i]: rows of n elements, written along j and read along i. Goes by 4 × 4 tiles;
 * the last tile of a row or column is moved back to end with it, and copies some elements twice.
 */
function transpose(out: usize, outRow: i32, x: usize, xStep: i32, rows: i32, n: i32): void {
  for (let block = 0; block < rows; block += blockRows) {
    const end = min(block + blockRows, rows);
    for (let j = 0; j < n; j += 4) {
      const column = min(j, n - 4);
      for (let i = block; i < end; i += 4) {
        const row = min(i, rows - 4);
        const target = out + row * outRow + (column << 2);
        transposeTile(target, outRow, x + column * xStep + (row << 2), xStep);
      }
    }
  }
}

/** Four rows of four elements, `outRow` bytes apart, from four that are `xRow` bytes apart. */
@inline
export function transposeTile(out: usize, outRow: i32, x: usize, xRow: i32): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x + xRow);
  const x2 = v128.load(x + 2 * xRow);
  const x3 = v128.load(x + 3 * xRow);
  const even01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
  const even23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
  const odd01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
  const odd23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f32>(even01, even23, 0, 1, 4, 5));
  v128.store(out + outRow, v128.shuffle<f32>(even01, even23, 2, 3, 6, 7));
  v128.store(out + 2 * outRow, v128.shuffle<f32>(odd01, odd23, 0, 1, 4, 5));
  v128.store(out + 3 * outRow, v128.shuffle<f32>(odd01, odd23, 2, 3, 6, 7));
}

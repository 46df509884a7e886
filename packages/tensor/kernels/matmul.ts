/**
 * @file Matrix product, batched: out[m,n] = Σ_k a[m,k] b[k,n].
 *
 * The packed way follows Goto & van de Geijn (2008): blocks of `a` and of `b` are packed so that
 * both stay in the second cache, and a panel of each, 4 rows and 8 columns, in the first; from these
 * the tiles of the result are computed in registers (tile.ts). K goes in blocks whose sums are added
 * one after the other, so the rounding error is at most (257 + K/256) 2^−24 Σ|a b|.
 *
 * Few rows, or few steps, do not repay packing: those products read their operands where they lie
 * (vectorMatrix.ts), if these have a contiguous axis in the right place.
 *
 * M rows, N columns, K inner size. Strides count elements and may be anything; `out` is
 * contiguous, and does not overlap a or b.
 */
import { pack } from "./pack";
import { tile, tileColumns, tileCorner, tileRows } from "./tile";
import { rowTimesColumns, rowTimesRows } from "./vectorMatrix";

/** Rows of `a`, columns of `b` and steps that are packed at a time. */
const blockRows = 240;
const blockColumns = 64;
const blockSteps = 256;

/** Up to so many rows or steps, packing costs more than it saves. */
const fewRows = 4;
const fewSteps = 8;

/** Bytes of scratch memory that a product needs, whatever its sizes. */
export function matmulScratch(): i32 {
  return ((blockRows + blockColumns) * blockSteps + tileRows * tileColumns) << 2;
}

export function matmul(
  out: usize,
  a: usize,
  b: usize,
  batch: i32,
  M: i32,
  N: i32,
  K: i32,
  aBatch: i32,
  aRow: i32,
  aColumn: i32,
  bBatch: i32,
  bRow: i32,
  bColumn: i32,
  scratch: usize,
): void {
  // One b for the whole batch, and rows of a that go on at one distance: one taller product.
  if (bBatch == 0 && (aBatch == M * aRow || M == 1)) {
    if (M == 1) aRow = aBatch;
    M *= batch;
    batch = 1;
  }
  for (let i = 0; i < batch; i++) {
    const c = out + ((i * M * N) << 2);
    const left = a + ((i * aBatch) << 2);
    const right = b + ((i * bBatch) << 2);
    // (a b)ᵀ = bᵀ aᵀ: a matrix times a column is a row times a matrix.
    if (N == 1 && M > 1) {
      product(c, right, left, 1, M, K, bColumn << 2, bRow << 2, aColumn << 2, aRow << 2, scratch);
    } else {
      product(c, left, right, M, N, K, aRow << 2, aColumn << 2, bRow << 2, bColumn << 2, scratch);
    }
  }
}

/** One product; steps in bytes. */
function product(
  c: usize,
  a: usize,
  b: usize,
  M: i32,
  N: i32,
  K: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
  scratch: usize,
): void {
  if ((M <= fewRows || K <= fewSteps) && (bColumn == 4 || N == 1 || K == 0)) {
    for (let m = 0; m < M; m++) {
      rowTimesRows(c + ((m * N) << 2), a + m * aRow, aColumn, b, bRow, K, N);
    }
  } else if (M <= fewRows && bRow == 4 && aColumn == 4) {
    for (let m = 0; m < M; m++) {
      rowTimesColumns(c + ((m * N) << 2), a + m * aRow, b, bColumn, K, N);
    }
  } else {
    packed(c, a, b, M, N, K, aRow, aColumn, bRow, bColumn, scratch);
  }
}

/** The product by packed blocks. */
function packed(
  c: usize,
  a: usize,
  b: usize,
  M: i32,
  N: i32,
  K: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
  scratch: usize,
): void {
  const spare = scratch;
  const strip = spare + ((tileRows * tileColumns) << 2);
  const block = strip + ((blockColumns * blockSteps) << 2);
  for (let k = 0; k < K; k += blockSteps) {
    const steps = min(blockSteps, K - k);
    for (let m = 0; m < M; m += blockRows) {
      const rows = min(blockRows, M - m);
      pack(block, tileRows, a + m * aRow + k * aColumn, rows, aRow, steps, aColumn);
      for (let n = 0; n < N; n += blockColumns) {
        const columns = min(blockColumns, N - n);
        pack(strip, tileColumns, b + k * bRow + n * bColumn, columns, bColumn, steps, bRow);
        const corner = c + ((m * N + n) << 2);
        tiles(corner, N << 2, rows, columns, spare, block, strip, steps, k > 0);
      }
    }
  }
}

/** All tiles of a packed block of a and a packed strip of b. */
function tiles(
  c: usize,
  cRow: i32,
  rows: i32,
  columns: i32,
  spare: usize,
  block: usize,
  strip: usize,
  K: i32,
  add: bool,
): void {
  for (let j = 0; j < columns; j += tileColumns) {
    const b = strip + ((j * K) << 2);
    const wide = min(tileColumns, columns - j);
    for (let i = 0; i < rows; i += tileRows) {
      const a = block + ((i * K) << 2);
      const tall = min(tileRows, rows - i);
      const corner = c + i * cRow + (j << 2);
      if (tall == tileRows && wide == tileColumns) tile(corner, cRow, a, b, K, add);
      else tileCorner(corner, cRow, tall, wide, spare, a, b, K, add);
    }
  }
}

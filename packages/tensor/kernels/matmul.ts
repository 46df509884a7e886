/**
 * @file Matrix product: out[m,n] = d[m,n] + Σ_k a[m,k] b[k,n].
 *
 * The packed way follows Goto & van de Geijn (2008). Both operands are packed whole: steps in blocks
 * of 256, and of each block the panels, `tileRows` rows of `a` or `tileColumns` of `b`, one after the
 * other (pack.ts). A panel of b stays in the first cache while those of a, from the second, pass by
 * it; each pair gives a tile of the result, computed in registers (tile.ts). The sums of the blocks
 * are added one after the other, so the rounding error is at most (257 + K/256) 2^−24 Σ|a b|.
 *
 * Packing and multiplying are functions of their own: a packed operand serves as many products as it
 * takes part in, matrices that go on with each other's steps are packed into one, and several threads
 * can each make some panels, or some of the tiles. Which of them makes a tile does not change it.
 *
 * Few rows, or few steps, do not repay packing: those products read their operands where they lie
 * (vectorMatrix.ts), if these have a contiguous axis in the right place.
 *
 * M rows, N columns, K inner size. Strides count elements and may be anything; `out` is
 * contiguous, and does not overlap a or b.
 */
import { pack } from "./pack";
import { tile, tileColumns, tileRows } from "./tile";
import { rowTimesColumns, rowTimesRows } from "./vectorMatrix";

/** Steps in a block. */
const blockSteps: i32 = 256;

/** Rows of a that pass by a panel of b: so many that they stay in the second cache. */
const blockRows: i32 = 240;

/** Up to so many rows or steps, packing costs more than it saves. */
const fewRows = 4;
const fewSteps = 8;

/** Rows in a panel of a. */
export function leftPanel(): i32 {
  return tileRows;
}

/** Columns in a panel of b. */
export function rightPanel(): i32 {
  return tileColumns;
}

/** Whether a product of such sizes and strides is best read where its operands lie. */
export function readsInPlace(M: i32, N: i32, K: i32, aColumn: i32, bRow: i32, bColumn: i32): bool {
  if ((M <= fewRows || K <= fewSteps) && (bColumn == 1 || N == 1 || K == 0)) return true;
  return M <= fewRows && bRow == 1 && aColumn == 1;
}

/** `batch` products that are read where they lie. */
export function matmulInPlace(
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
): void {
  for (let i = 0; i < batch; i++, a += aBatch << 2, b += bBatch << 2) {
    let x = a;
    for (let m = 0; m < M; m++, x += aRow << 2, out += N << 2) {
      if (bColumn == 1 || N == 1 || K == 0) {
        rowTimesRows(out, x, aColumn << 2, b, bRow << 2, K, N);
      } else {
        rowTimesColumns(out, x, b, bColumn << 2, K, N);
      }
    }
  }
}

/**
 * Panels `from` to `to` of a, of M rows and `steps` columns: steps `first` and on of K. `out` has room
 * for M, rounded up to whole panels, times K.
 */
export function packLeft(
  out: usize,
  a: usize,
  M: i32,
  aRow: i32,
  steps: i32,
  aColumn: i32,
  first: i32,
  K: i32,
  from: i32,
  to: i32,
): void {
  packPanels(out, tileRows, a, M, aRow << 2, steps, aColumn << 2, first, K, from, to);
}

/** The same of b, of `steps` rows and N columns. */
export function packRight(
  out: usize,
  b: usize,
  N: i32,
  bColumn: i32,
  steps: i32,
  bRow: i32,
  first: i32,
  K: i32,
  from: i32,
  to: i32,
): void {
  packPanels(out, tileColumns, b, N, bColumn << 2, steps, bRow << 2, first, K, from, to);
}

/** Panels of `width` lanes, block of steps by block of steps; `laneStep` and `kStep` in bytes. */
function packPanels(
  out: usize,
  width: i32,
  x: usize,
  lanes: i32,
  laneStep: i32,
  steps: i32,
  kStep: i32,
  first: i32,
  K: i32,
  from: i32,
  to: i32,
): void {
  const padded = wholePanels(lanes, width);
  const lane = from * width;
  const count = min(lanes, to * width) - lane;
  x += lane * laneStep;
  for (let k = first, end = first + steps; k < end;) {
    const inBlock = k % blockSteps;
    const block = k - inBlock;
    const all = min(blockSteps, K - block);
    const here = min(all - inBlock, end - k);
    const panels = out + ((padded * block + lane * all + width * inBlock) << 2);
    pack(panels, (width * all) << 2, width, x, count, laneStep, here, kStep);
    k += here;
    x += here * kStep;
  }
}


@inline
function wholePanels(lanes: i32, width: i32): i32 {
  return ((lanes + width - 1) / width) * width;
}

/**
 * Some tiles of a product of packed operands: those of the panels `mFrom` to `mTo` of a and `nFrom`
 * to `nTo` of b. `d` (0 for none) lies where its element (0, 0) does, its rows `dRow` elements apart.
 * At `edge` is room for one tile: what of the last may lie beyond column N goes there first.
 */
export function matmulPacked(
  out: usize,
  left: usize,
  right: usize,
  d: usize,
  dRow: i32,
  M: i32,
  N: i32,
  K: i32,
  mFrom: i32,
  mTo: i32,
  nFrom: i32,
  nTo: i32,
  edge: usize,
): void {
  const mEnd = min(M, mTo * tileRows);
  const nEnd = min(N, nTo * tileColumns);
  const allRows = wholePanels(M, tileRows);
  const allColumns = wholePanels(N, tileColumns);
  for (let k = 0; k == 0 || k < K; k += blockSteps) {
    const steps = min(blockSteps, K - k);
    const a = left + ((allRows * k) << 2);
    const b = right + ((allColumns * k) << 2);
    const old = k == 0 ? d : out;
    const oldRow = k == 0 ? dRow : N;
    for (let m = mFrom * tileRows; m < mEnd; m += blockRows) {
      const rowsEnd = min(mEnd, m + blockRows);
      for (let n = nFrom * tileColumns; n < nEnd; n += tileColumns) {
        for (let i = m; i < rowsEnd; i += tileRows) {
          const rows = min(tileRows, rowsEnd - i);
          const c = out + ((i * N + n) << 2);
          const d = old == 0 ? 0 : old + ((i * oldRow + n) << 2);
          const iAt = (i * steps) << 2;
          const nAt = (n * steps) << 2;
          if (n + tileColumns <= nEnd) {
            tile(c, N << 2, rows, a, iAt, b, nAt, steps, d, oldRow << 2);
          } else {
            tile(edge, tileColumns << 2, rows, a, iAt, b, nAt, steps, 0, 0);
            addPart(c, N << 2, edge, rows, nEnd - n, d, oldRow << 2);
          }
        }
      }
    }
  }
}

/** c = x + d in the first `columns` of a tile's rows; x has whole rows, d = dRow = 0 stands for nothing. */
function addPart(
  c: usize,
  cRow: i32,
  x: usize,
  rows: i32,
  columns: i32,
  d: usize,
  dRow: i32,
): void {
  for (let i = 0; i < rows; i++, c += cRow, x += tileColumns << 2, d += dRow) {
    for (let j = 0; j < columns << 2; j += 4) {
      store<f32>(c + j, d == 0 ? load<f32>(x + j) : load<f32>(d + j) + load<f32>(x + j));
    }
  }
}

/** `batch` products, each packed in turn into `room`, which holds both operands of one and a tile. */
export function matmulBatch(
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
  room: usize,
): void {
  const rows = (M + tileRows - 1) / tileRows;
  const columns = (N + tileColumns - 1) / tileColumns;
  const right = room + ((rows * tileRows * K) << 2);
  const edge = right + ((columns * tileColumns * K) << 2);
  for (let i = 0; i < batch; i++) {
    packLeft(room, a, M, aRow, K, aColumn, 0, K, 0, rows);
    packRight(right, b, N, bColumn, K, bRow, 0, K, 0, columns);
    matmulPacked(out, room, right, 0, 0, M, N, K, 0, rows, 0, columns, edge);
    out += (M * N) << 2;
    a += aBatch << 2;
    b += bBatch << 2;
  }
}

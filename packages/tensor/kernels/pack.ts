/**
 * @file Packing: a block of a matrix laid out as panels that the tile reads front to back. A panel
 * is `width` lanes wide (rows of a, or columns of b) and K steps long:
 *
 *   out[p, k, l] = x[lane p·width + l, step k],  0 beyond the last lane
 *
 * Whatever the strides of x, so that transposed and sliced views need no copy of their own.
 * Panels lie `panelStep` bytes apart: more than K steps where other matrices go on with them.
 */
import { transposeTile } from "./copy";
import { loadStrided } from "./lanes";

/** Packs `lanes` lanes; `laneStep` and `kStep` are the strides of x in bytes. */
export function pack(
  out: usize,
  panelStep: i32,
  width: i32,
  x: usize,
  lanes: i32,
  laneStep: i32,
  K: i32,
  kStep: i32,
): void {
  for (let start = 0; start < lanes; start += width, out += panelStep) {
    const count = min(width, lanes - start);
    const panel = x + start * laneStep;
    if (count < width) memory.fill(out, 0, (width * K) << 2);
    let lane = 0;
    for (; lane < count - 3; lane += 4) {
      packFour(out + (lane << 2), width << 2, panel + lane * laneStep, laneStep, K, kStep);
    }
    for (; lane < count - 1; lane += 2) {
      packTwo(out + (lane << 2), width << 2, panel + lane * laneStep, laneStep, K, kStep);
    }
    if (lane < count) {
      packOne(out + (lane << 2), width << 2, panel + lane * laneStep, K, kStep);
    }
  }
}

/** Four lanes, whose steps lie `outStep` bytes apart. */
function packFour(out: usize, outStep: i32, x: usize, laneStep: i32, K: i32, kStep: i32): void {
  let k = 0;
  if (laneStep == 4) {
    for (; k < K; k++, out += outStep, x += kStep) v128.store(out, v128.load(x));
    return;
  }
  if (kStep == 4) {
    for (; k < K - 3; k += 4, out += 4 * outStep, x += 16) transposeTile(out, outStep, x, laneStep);
  }
  for (; k < K; k++, out += outStep, x += kStep) v128.store(out, loadStrided(x, laneStep));
}

/** Two lanes. */
function packTwo(out: usize, outStep: i32, x: usize, laneStep: i32, K: i32, kStep: i32): void {
  let k = 0;
  if (kStep == 4) {
    for (; k < K - 3; k += 4, out += 4 * outStep, x += 16) {
      const a = v128.load(x);
      const b = v128.load(x + laneStep);
      const early = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const late = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      v128.store_lane<u64>(out, early, 0);
      v128.store_lane<u64>(out + outStep, early, 1);
      v128.store_lane<u64>(out + 2 * outStep, late, 0);
      v128.store_lane<u64>(out + 3 * outStep, late, 1);
    }
  }
  if (laneStep == 4) {
    for (; k < K; k++, out += outStep, x += kStep) store<u64>(out, load<u64>(x));
  }
  for (; k < K; k++, out += outStep, x += kStep) {
    store<f32>(out, load<f32>(x));
    store<f32>(out, load<f32>(x + laneStep), 4);
  }
}

/** One lane. */
function packOne(out: usize, outStep: i32, x: usize, K: i32, kStep: i32): void {
  for (let k = 0; k < K; k++, out += outStep, x += kStep) store<f32>(out, load<f32>(x));
}

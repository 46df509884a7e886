/**
 * @file Softmax and its logarithm along N rows of C cells:
 *
 *   softmax     y[n,c] = exp(x[n,c] − z[n]),  z[n] = log Σ_c exp x[n,c]
 *   softmaxVjp  dX[n,c] = y[n,c] (dY[n,c] − Σ_c dY[n,c] y[n,c])
 *   logSoftmax  y[n,c] = x[n,c] − z[n]
 *
 * A cell of −Infinity has weight exactly 0; a row of nothing else has weights 0, not NaN. `out` may
 * be the first operand.
 */
import { firstLane, sumLanes } from "./lanes";
import { dotRow, logOf, maxRow, sumExpRow } from "./rows";
import { exp } from "./vectorMath";

export function softmax(out: usize, x: usize, N: i32, C: i32): void {
  const bytes = C << 2;
  for (let n = 0; n < N; n++, out += bytes, x += bytes) {
    const top = maxRow(x, C);
    // Shifting a row of −Infinity by itself would make NaN of it; it needs no shift.
    const total = expRow(out, x, C, top == -Infinity ? 0 : top);
    if (total != 0) scaleRow(out, C, f32(1 / total));
  }
}

/** out = exp(x − shift); returns the sum. */
function expRow(out: usize, x: usize, C: i32, shift: f32): f64 {
  const end = out + (C << 2);
  const whole = out + ((C & ~3) << 2);
  const shifts = f32x4.splat(shift);
  let total: f64 = 0;
  while (out < whole) {
    const blockEnd = min(out + 512, whole);
    let s = f32x4.splat(0);
    for (; out < blockEnd; out += 16, x += 16) {
      const e = exp(f32x4.sub(v128.load(x), shifts));
      v128.store(out, e);
      s = f32x4.add(s, e);
    }
    total += f64(sumLanes(s));
  }
  for (; out < end; out += 4, x += 4) {
    const e = firstLane(exp(f32x4.sub(v128.load32_splat(x), shifts)));
    store<f32>(out, e);
    total += f64(e);
  }
  return total;
}

function scaleRow(out: usize, C: i32, factor: f32): void {
  const end = out + (C << 2);
  const whole = out + ((C & ~3) << 2);
  const factors = f32x4.splat(factor);
  for (; out < whole; out += 16) v128.store(out, f32x4.mul(v128.load(out), factors));
  for (; out < end; out += 4) store<f32>(out, load<f32>(out) * factor);
}

export function softmaxVjp(dX: usize, y: usize, dY: usize, N: i32, C: i32): void {
  const whole = (C & ~3) << 2;
  const row = C << 2;
  for (let n = 0; n < N; n++, dX += row, y += row, dY += row) {
    const total = f32(dotRow(y, dY, C));
    const totals = f32x4.splat(total);
    let at = 0;
    for (; at < whole; at += 16) {
      const rest = f32x4.sub(v128.load(dY + at), totals);
      v128.store(dX + at, f32x4.mul(v128.load(y + at), rest));
    }
    for (; at < row; at += 4) {
      store<f32>(dX + at, load<f32>(y + at) * (load<f32>(dY + at) - total));
    }
  }
}

export function logSoftmax(out: usize, x: usize, N: i32, C: i32): void {
  for (let n = 0; n < N; n++) {
    const top = maxRow(x, C);
    // A row of −Infinity stays what it is.
    const z: f32 = top == -Infinity ? 0 : top + logOf(sumExpRow(x, C, top));
    const whole = x + ((C & ~3) << 2);
    const end = x + (C << 2);
    const shift = f32x4.splat(z);
    for (; x < whole; x += 16, out += 16) v128.store(out, f32x4.sub(v128.load(x), shift));
    for (; x < end; x += 4, out += 4) store<f32>(out, load<f32>(x) - z);
  }
}

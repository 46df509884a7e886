/**
 * @file Softmax and its logarithm along rows of C cells, and their derivatives:
 *
 *   softmax         y[n,c] = exp(x[n,c] − z[n]),       z[n] = log Σ_c exp x[n,c]
 *   softmaxVjp      dX[n,c] = y[n,c] (dY[n,c] − Σ_k dY[n,k] y[n,k])
 *   logSoftmax      y[n,c] = x[n,c] − z[n]
 *   logSoftmaxVjp   dX[n,c] = dY[n,c] − exp(y[n,c]) Σ_k dY[n,k]
 *
 * A cell of −Infinity has weight exactly 0; a row of nothing else has weights 0, not NaN. `out` may
 * be the operand it has the shape of.
 */
import { firstLane, multiplyAdd, sumLanes } from "./lanes";
import { logOf, maxRow, sumExpRow, sumRow } from "./rows";
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

export function softmaxVjp(out: usize, y: usize, dY: usize, N: i32, C: i32): void {
  for (let n = 0; n < N; n++) {
    const whole = y + ((C & ~3) << 2);
    const end = y + (C << 2);
    const inner = f32x4.splat(dotRow(y, dY, C));
    for (; y < whole; y += 16, dY += 16, out += 16) {
      v128.store(out, f32x4.mul(v128.load(y), f32x4.sub(v128.load(dY), inner)));
    }
    for (; y < end; y += 4, dY += 4, out += 4) {
      store<f32>(out, load<f32>(y) * (load<f32>(dY) - firstLane(inner)));
    }
  }
}

/** Σ a ∘ b. */
function dotRow(a: usize, b: usize, C: i32): f32 {
  const end = a + (C << 2);
  const whole = a + ((C & ~3) << 2);
  let s = f32x4.splat(0);
  for (; a < whole; a += 16, b += 16) s = multiplyAdd(v128.load(a), v128.load(b), s);
  let total = sumLanes(s);
  for (; a < end; a += 4, b += 4) total += load<f32>(a) * load<f32>(b);
  return total;
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

export function logSoftmaxVjp(out: usize, y: usize, dY: usize, N: i32, C: i32): void {
  for (let n = 0; n < N; n++) {
    const whole = y + ((C & ~3) << 2);
    const end = y + (C << 2);
    const total = f32x4.splat(-f32(sumRow(dY, C)));
    for (; y < whole; y += 16, dY += 16, out += 16) {
      v128.store(out, multiplyAdd(exp(v128.load(y)), total, v128.load(dY)));
    }
    for (; y < end; y += 4, dY += 4, out += 4) {
      const d = multiplyAdd(exp(v128.load32_splat(y)), total, v128.load32_splat(dY));
      store<f32>(out, firstLane(d));
    }
  }
}

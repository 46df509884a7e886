/**
 * @file What an optimiser does to one array of n parameters: the Adam update (Kingma & Ba 2015,
 * Algorithm 1) with decoupled weight decay (Loshchilov & Hutter 2019, Algorithm 2), and the norm
 * and scaling for clipping.
 *
 *   m' = β1 m + (1 − β1) g
 *   v' = β2 v + (1 − β2) g²
 *   p' = p − lr (m' / c1 / (√(v' / c2) + ε) + λ p),   c1 = 1 − β1^t,  c2 = 1 − β2^t
 *
 * The results may overwrite the operands.
 */
import { loadLanes, multiplyAdd, storeLanes } from "./lanes";

export function adam(
  pOut: usize,
  mOut: usize,
  vOut: usize,
  p: usize,
  m: usize,
  v: usize,
  g: usize,
  n: i32,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  decay: f64,
  correction1: f64,
  correction2: f64,
): void {
  // p' = (1 − lr λ) p − (lr / c1) m' / (√v' / √c2 + ε), the constants prepared in float64.
  const keep = f32(1 - rate * decay);
  const step = f32(-rate / correction1);
  const root = f32(1 / sqrt(correction2));
  const floor = f32(epsilon);
  const bytes = n << 2;
  const whole = (n & ~3) << 2;
  let at = 0;
  for (; at < whole; at += 16) {
    moment(mOut + at, m + at, loadLanes(g + at, true), beta1, true);
    moment(vOut + at, v + at, square(loadLanes(g + at, true)), beta2, true);
    move(pOut + at, p + at, mOut + at, vOut + at, keep, step, root, floor, true);
  }
  for (; at < bytes; at += 4) {
    moment(mOut + at, m + at, loadLanes(g + at, false), beta1, false);
    moment(vOut + at, v + at, square(loadLanes(g + at, false)), beta2, false);
    move(pOut + at, p + at, mOut + at, vOut + at, keep, step, root, floor, false);
  }
}

@inline
function square(x: v128): v128 {
  return f32x4.mul(x, x);
}

/** out = β old + (1 − β) x. */
@inline
function moment(out: usize, old: usize, x: v128, beta: f64, wide: bool): void {
  const kept = f32x4.mul(f32x4.splat(f32(beta)), loadLanes(old, wide));
  storeLanes(out, multiplyAdd(f32x4.splat(f32(1 - beta)), x, kept), wide);
}

/** out = keep p + step m / (root √v + floor). */
@inline
function move(
  out: usize,
  p: usize,
  m: usize,
  v: usize,
  keep: f32,
  step: f32,
  root: f32,
  floor: f32,
  wide: bool,
): void {
  const spread = f32x4.sqrt(loadLanes(v, wide));
  const divisor = multiplyAdd(spread, f32x4.splat(root), f32x4.splat(floor));
  const change = f32x4.div(f32x4.mul(f32x4.splat(step), loadLanes(m, wide)), divisor);
  storeLanes(out, multiplyAdd(f32x4.splat(keep), loadLanes(p, wide), change), wide);
}

/** Σ x², in float64: no square overflows, and the sum of any length keeps float32's digits. */
export function sumOfSquares(x: usize, n: i32): f64 {
  const end = x + (n << 2);
  const whole = x + ((n & ~3) << 2);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; x < whole; x += 16) {
    const cells = v128.load(x);
    const a = f64x2.promote_low_f32x4(cells);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(cells, cells, 2, 3, 0, 1));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const both = f64x2.add(low, high);
  let total = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; x < end; x += 4) total += f64(load<f32>(x)) * f64(load<f32>(x));
  return total;
}

/** out = factor x. */
export function scale(out: usize, x: usize, n: i32, factor: f32): void {
  const end = out + (n << 2);
  const whole = out + ((n & ~3) << 2);
  const factors = f32x4.splat(factor);
  for (; out < whole; out += 16, x += 16)
    storeLanes(out, f32x4.mul(loadLanes(x, true), factors), true);
  for (; out < end; out += 4, x += 4)
    storeLanes(out, f32x4.mul(loadLanes(x, false), factors), false);
}

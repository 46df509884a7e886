/**
 * @file One update of Adam (Kingma & Ba 2015, Algorithm 1), with decoupled weight decay (Loshchilov
 * & Hutter 2019, Algorithm 2) and clipping in the same pass over n parameters:
 *
 *   g ← clip · g,  m' = β1 m + (1−β1) g,  v' = β2 v + (1−β2) g²
 *   p' = p − η (m' / c1 / (√(v' / c2) + ε) + λ p),  c1 = 1 − β1ᵗ,  c2 = 1 − β2ᵗ
 *
 * The results may overwrite the operands. The factor of clipping is read from its address.
 */
import { loadLanes, multiplyAdd, storeLanes } from "./lanes";

export function adam(
  pOut: usize,
  mOut: usize,
  vOut: usize,
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  clip: usize,
  n: i32,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  decay: f64,
  correction1: f64,
  correction2: f64,
): void {
  // p' = (1 − η λ) p − (η / c1) m' / (√v' / √c2 + ε), the constants prepared in float64.
  const keep = f32(1 - rate * decay);
  const step = f32(-rate / correction1);
  const root = f32(1 / sqrt(correction2));
  const floor = f32(epsilon);
  const clipping = v128.load32_splat(clip);
  const bytes = n << 2;
  const whole = (n & ~3) << 2;
  let at = 0;
  for (; at < whole; at += 16) {
    const clipped = f32x4.mul(clipping, loadLanes(g + at, true));
    moment(mOut + at, m + at, clipped, beta1, true);
    moment(vOut + at, v + at, f32x4.mul(clipped, clipped), beta2, true);
    move(pOut + at, p + at, mOut + at, vOut + at, keep, step, root, floor, true);
  }
  for (; at < bytes; at += 4) {
    const clipped = f32x4.mul(clipping, loadLanes(g + at, false));
    moment(mOut + at, m + at, clipped, beta1, false);
    moment(vOut + at, v + at, f32x4.mul(clipped, clipped), beta2, false);
    move(pOut + at, p + at, mOut + at, vOut + at, keep, step, root, floor, false);
  }
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

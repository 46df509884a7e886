/**
 * @file Cross-entropy of int32 targets from logits, with label smoothing, and its derivative:
 *
 *   loss  ℓ[n] = z[n] − (1 − ε) x[n,target_n] − ε mean_v x[n,v],   z[n] = log Σ_v exp x[n,v]
 *   vjp   dX[n,v] = dℓ[n] (exp(x[n,v] − z[n]) − (1 − ε) [target_n = v] − ε / V)
 *
 * N rows of V logits. A row whose target is `ignoreIndex` has loss and gradient 0. A target that
 * is no index at all (negative, or V and more) makes its row NaN: nothing is read outside the row.
 */
import { firstLane, multiplyAdd } from "./lanes";
import { logOf, maxRow, sumExpRow, sumRow } from "./rows";
import { exp } from "./vectorMath";

export function crossEntropy(
  out: usize,
  x: usize,
  targets: usize,
  N: i32,
  V: i32,
  ignoreIndex: i32,
  smoothing: f32,
): void {
  for (let n = 0; n < N; n++, x += V << 2) {
    const target = load<i32>(targets + (n << 2));
    store<f32>(out + (n << 2), target == ignoreIndex ? 0 : rowLoss(x, V, target, smoothing));
  }
}

/** Counted from the largest logit m: ℓ = log Σ exp(x − m) − (1 − ε)(x_target − m) − ε mean(x − m). */
function rowLoss(x: usize, V: i32, target: i32, smoothing: f32): f32 {
  if (u32(target) >= u32(V)) return NaN;
  const top = f64(maxRow(x, V));
  const hit = f64(load<f32>(x + (target << 2))) - top;
  let loss = f64(logOf(sumExpRow(x, V, f32(top)))) - (1 - f64(smoothing)) * hit;
  // Without smoothing a logit of −Infinity costs nothing: 0 · ∞ must not come in.
  if (smoothing != 0) loss -= f64(smoothing) * (sumRow(x, V) / f64(V) - top);
  return f32(loss);
}

export function crossEntropyVjp(
  out: usize,
  x: usize,
  targets: usize,
  dLoss: usize,
  N: i32,
  V: i32,
  ignoreIndex: i32,
  smoothing: f32,
): void {
  for (let n = 0; n < N; n++, x += V << 2, out += V << 2) {
    const target = load<i32>(targets + (n << 2));
    if (target == ignoreIndex) {
      memory.fill(out, 0, V << 2);
      continue;
    }
    const d = u32(target) < u32(V) ? load<f32>(dLoss + (n << 2)) : f32(NaN);
    rowGradient(out, x, V, d, smoothing / f32(V));
    if (d != d) continue;
    const hit = out + (target << 2);
    store<f32>(hit, load<f32>(hit) - d * (1 - smoothing));
  }
}

/** out = d (exp(x − z) − floor). */
function rowGradient(out: usize, x: usize, V: i32, d: f32, floor: f32): void {
  const end = x + (V << 2);
  const whole = x + ((V & ~3) << 2);
  const top = maxRow(x, V);
  const tops = f32x4.splat(top);
  const scale = f32x4.splat(f32(f64(d) / sumExpRow(x, V, top)));
  const offset = f32x4.splat(-d * floor);
  for (; x < whole; x += 16, out += 16) {
    const weights = exp(f32x4.sub(v128.load(x), tops));
    v128.store(out, multiplyAdd(weights, scale, offset));
  }
  for (; x < end; x += 4, out += 4) {
    const weights = exp(f32x4.sub(v128.load32_splat(x), tops));
    store<f32>(out, firstLane(multiplyAdd(weights, scale, offset)));
  }
}

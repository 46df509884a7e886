/**
 * @file Layer normalisation of N rows of C cells, and its derivative:
 *
 *   forward  y = g ∘ x̂ + b,  x̂[n,c] = (x[n,c] − μ[n]) / σ[n]
 *            μ[n] = mean_c x[n,c],  σ[n]² = mean_c (x[n,c] − μ[n])² + ε
 *   vjp      d = dY ∘ g,  dX[n,c] = (d[n,c] − mean_c d − x̂[n,c] mean_c (d ∘ x̂)) / σ[n]
 *            dG[c] = Σ_n dY[n,c] x̂[n,c],  dB[c] = Σ_n dY[n,c]
 *
 * The derivative computes μ and σ again. x and dY may be views of contiguous rows: each has the
 * distance of its rows, in elements. Results are contiguous.
 */
import { loadLanes, multiplyAdd, storeLanes, sumLanes } from "./lanes";
import { sumRow } from "./rows";

export function layerNorm(
  out: usize,
  x: usize,
  xRow: i32,
  gain: usize,
  bias: usize,
  N: i32,
  C: i32,
  epsilon: f32,
): void {
  const row = C << 2;
  const whole = (C & ~3) << 2;
  for (let n = 0; n < N; n++, out += row, x += xRow << 2) {
    const mean = f32(sumRow(x, C) / f64(C));
    const means = f32x4.splat(mean);
    const rates = f32x4.splat(rateOf(x, C, mean, epsilon));
    let at = 0;
    for (; at < whole; at += 16) outputLanes(out, x, gain, bias, at, means, rates, true);
    for (; at < row; at += 4) outputLanes(out, x, gain, bias, at, means, rates, false);
  }
}

/** One register of a row, `at` bytes into it; a rate is 1 / σ. */
@inline
function outputLanes(
  out: usize,
  x: usize,
  gain: usize,
  bias: usize,
  at: usize,
  means: v128,
  rates: v128,
  wide: bool,
): void {
  const unit = unitLanes(x + at, means, rates, wide);
  const y = multiplyAdd(loadLanes(gain + at, wide), unit, loadLanes(bias + at, wide));
  storeLanes(out + at, y, wide);
}

/** 1 / σ of a row. */
function rateOf(x: usize, C: i32, mean: f32, epsilon: f32): f32 {
  const end = x + (C << 2);
  const whole = x + ((C & ~3) << 2);
  const means = f32x4.splat(mean);
  let squares = f32x4.splat(0);
  for (; x < whole; x += 16) {
    const off = f32x4.sub(v128.load(x), means);
    squares = multiplyAdd(off, off, squares);
  }
  let total = f64(sumLanes(squares));
  for (; x < end; x += 4) {
    const off = f64(load<f32>(x) - mean);
    total += off * off;
  }
  return f32(1 / Math.sqrt(total / f64(C) + f64(epsilon)));
}

export function layerNormVjp(
  dX: usize,
  dGain: usize,
  dBias: usize,
  x: usize,
  xRow: i32,
  gain: usize,
  dY: usize,
  dYRow: i32,
  N: i32,
  C: i32,
  epsilon: f32,
): void {
  const row = C << 2;
  memory.fill(dGain, 0, row);
  memory.fill(dBias, 0, row);
  for (let n = 0; n < N; n++, dX += row, x += xRow << 2, dY += dYRow << 2) {
    const mean = f32(sumRow(x, C) / f64(C));
    rowGradients(dX, dGain, dBias, x, gain, dY, C, mean, rateOf(x, C, mean, epsilon));
  }
}

/** dX of a row, and what it adds to dG and dB. On the way dX holds d. */
function rowGradients(
  dX: usize,
  dGain: usize,
  dBias: usize,
  x: usize,
  gain: usize,
  dY: usize,
  C: i32,
  mean: f32,
  rate: f32,
): void {
  const row = C << 2;
  const whole = (C & ~3) << 2;
  const means = f32x4.splat(mean);
  const rates = f32x4.splat(rate);
  let levels = f32x4.splat(0);
  let tilts = f32x4.splat(0);
  let at = 0;
  for (; at < whole; at += 16) {
    const unit = unitLanes(x + at, means, rates, true);
    const d = gradientLanes(dX, dGain, dBias, gain, dY, at, unit, true);
    levels = f32x4.add(levels, d);
    tilts = multiplyAdd(d, unit, tilts);
  }
  let level = f64(sumLanes(levels));
  let tilt = f64(sumLanes(tilts));
  for (; at < row; at += 4) {
    const unit = unitLanes(x + at, means, rates, false);
    const d = gradientLanes(dX, dGain, dBias, gain, dY, at, unit, false);
    level += f64(f32x4.extract_lane(d, 0));
    tilt += f64(f32x4.extract_lane(f32x4.mul(d, unit), 0));
  }
  levels = f32x4.splat(f32(level / f64(C)));
  tilts = f32x4.splat(f32(-tilt / f64(C)));
  for (at = 0; at < whole; at += 16) inputLanes(dX + at, x + at, means, rates, levels, tilts, true);
  for (; at < row; at += 4) inputLanes(dX + at, x + at, means, rates, levels, tilts, false);
}

/** One register of x̂. */
@inline
function unitLanes(x: usize, means: v128, rates: v128, wide: bool): v128 {
  return f32x4.mul(f32x4.sub(loadLanes(x, wide), means), rates);
}

/** One register of d, stored in dX, too; adds to dG and dB. */
@inline
function gradientLanes(
  dX: usize,
  dGain: usize,
  dBias: usize,
  gain: usize,
  dY: usize,
  at: usize,
  unit: v128,
  wide: bool,
): v128 {
  const arriving = loadLanes(dY + at, wide);
  storeLanes(dBias + at, f32x4.add(loadLanes(dBias + at, wide), arriving), wide);
  storeLanes(dGain + at, multiplyAdd(arriving, unit, loadLanes(dGain + at, wide)), wide);
  const d = f32x4.mul(arriving, loadLanes(gain + at, wide));
  storeLanes(dX + at, d, wide);
  return d;
}

/** One register of dX = (d − level + x̂ tilt) / σ, where dX holds d. */
@inline
function inputLanes(
  dX: usize,
  x: usize,
  means: v128,
  rates: v128,
  levels: v128,
  tilts: v128,
  wide: bool,
): void {
  const level = f32x4.sub(loadLanes(dX, wide), levels);
  const both = multiplyAdd(unitLanes(x, means, rates, wide), tilts, level);
  storeLanes(dX, f32x4.mul(both, rates), wide);
}

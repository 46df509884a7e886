/**
 * @file The additive scores of Q queries against S keys (Bahdanau 2015, A.1.2) and their derivative:
 *
 *   forward  e[b,i,s] = Σ_a v[a] t[b,i,s,a],  t[b,i,s,a] = tanh(q[b,i,a] + k[b,s,a])
 *   vjp      g[b,i,s,a] = dE[b,i,s] v[a] (1 − t[b,i,s,a]²)
 *            dQ[b,i,a] = Σ_s g[b,i,s,a],  dK[b,s,a] = Σ_i g[b,i,s,a]
 *            dV[b,a] = Σ_i Σ_s dE[b,i,s] t[b,i,s,a], whose sum over b is the gradient by v
 *
 * q are the projected queries and k the projected keys; B batch, S source length, A alignment size.
 * The (B, Q, S, A) tensor t is never stored: the derivative computes it again, column by column, so
 * that its sums over the keys stay in registers. Those over the queries add up in dK: the first
 * query stores there, since in a step of decoding it is the only one.
 *
 * The exponential of a sum is a product, so the tanh of all pairs takes no exponential but those of
 * the queries and of the keys, and the latter are the same at every step:
 *
 *   t = 1 − 2r,  1 − t² = 4r(1 − r),  r = 1 / (e^2q e^2k + 1)
 *
 * Each t is then within 6 · 2^−24 of the exact one. It takes |q| and |k| of at most 43, whose
 * exponentials are neither infinite nor subnormal: a product of two may be either, and is right.
 * Kernels are given both, and where an element is larger they read the elements themselves.
 */
import { firstLane, loadLanes, maxLanes, multiplyAdd, storeLanes, sumLanes } from "./lanes";
import { constant, exp, one, tanh } from "./vectorMath";

/** Up to here e^2x is neither infinite nor subnormal. */
const largestOfExp: f32 = 43;

/** out = e^2x of n elements, and behind them the largest |x|, or NaN if one is NaN. */
export function expTwice(out: usize, x: usize, n: i32): void {
  const whole = (n & ~3) << 2;
  let largest = f32x4.splat(0);
  let at = 0;
  for (; at < whole; at += 16) largest = expTwiceAt(out, x, at, largest, true);
  for (; at < n << 2; at += 4) largest = expTwiceAt(out, x, at, largest, false);
  store<f32>(out + at, maxLanes(largest));
}

/** Whether exponentials will do; what is no number is never smaller. */
@inline
function areSmall(qLargest: usize, kLargest: usize): bool {
  return load<f32>(qLargest) <= largestOfExp && load<f32>(kLargest) <= largestOfExp;
}


@inline
function expTwiceAt(out: usize, x: usize, at: i32, largest: v128, wide: bool): v128 {
  const cells = loadLanes(x + at, wide);
  storeLanes(out + at, exp(f32x4.add(cells, cells)), wide);
  return f32x4.max(largest, f32x4.abs(cells));
}

/** The scores. `qExp` and `kExp` are e^2q and e^2k; the largest |q| and |k| have addresses of their own. */
export function additiveScore(
  out: usize,
  q: usize,
  qExp: usize,
  qLargest: usize,
  k: usize,
  kExp: usize,
  kLargest: usize,
  v: usize,
  B: i32,
  Q: i32,
  S: i32,
  A: i32,
): void {
  if (areSmall(qLargest, kLargest)) batchScores(out, qExp, kExp, v, B, Q, S, A, true);
  else batchScores(out, q, k, v, B, Q, S, A, false);
}


@inline
function batchScores(
  out: usize,
  q: usize,
  k: usize,
  v: usize,
  B: i32,
  Q: i32,
  S: i32,
  A: i32,
  ofExp: bool,
): void {
  const row = A << 2;
  for (let b = 0; b < B; b++, k += S * row) {
    for (let i = 0; i < Q; i++, q += row) {
      for (let s = 0; s < S; s++, out += 4) store<f32>(out, score(q, k + s * row, v, A, ofExp));
    }
  }
}

/** The score of one query and one key. */
@inline
function score(q: usize, k: usize, v: usize, A: i32, ofExp: bool): f32 {
  const whole = (A & ~3) << 2;
  let e = f32x4.splat(0);
  let at = 0;
  for (; at < whole; at += 16) {
    e = multiplyAdd(v128.load(v + at), tanhOf(v128.load(q + at), v128.load(k + at), ofExp), e);
  }
  let total = sumLanes(e);
  for (; at < A << 2; at += 4) {
    const t = tanhOf(v128.load32_splat(q + at), v128.load32_splat(k + at), ofExp);
    total += load<f32>(v + at) * firstLane(t);
  }
  return total;
}

/** tanh(q + k). */
@inline
function tanhOf(q: v128, k: v128, ofExp: bool): v128 {
  if (!ofExp) return tanh(f32x4.add(q, k));
  const r = reciprocal(q, k);
  return f32x4.sub(constant(one), f32x4.add(r, r));
}

/** 1 / (e^2q e^2k + 1). */
@inline
function reciprocal(q: v128, k: v128): v128 {
  return f32x4.div(constant(one), multiplyAdd(q, k, constant(one)));
}

/** The gradients, by the same. */
export function additiveScoreVjp(
  dQ: usize,
  dK: usize,
  dV: usize,
  q: usize,
  qExp: usize,
  qLargest: usize,
  k: usize,
  kExp: usize,
  kLargest: usize,
  v: usize,
  dE: usize,
  B: i32,
  Q: i32,
  S: i32,
  A: i32,
): void {
  if (areSmall(qLargest, kLargest)) {
    batchGradients(dQ, dK, dV, qExp, kExp, v, dE, B, Q, S, A, true);
  } else {
    batchGradients(dQ, dK, dV, q, k, v, dE, B, Q, S, A, false);
  }
}


@inline
function batchGradients(
  dQ: usize,
  dK: usize,
  dV: usize,
  q: usize,
  k: usize,
  v: usize,
  dE: usize,
  B: i32,
  Q: i32,
  S: i32,
  A: i32,
  ofExp: bool,
): void {
  const row = A << 2;
  if (Q == 0) {
    memory.fill(dK, 0, B * S * row);
    memory.fill(dV, 0, B * row);
  }
  for (let b = 0; b < B; b++, k += S * row, dK += S * row, dV += row) {
    for (let i = 0; i < Q; i++, q += row, dQ += row, dE += S << 2) {
      if (i == 0) gradients(dQ, dK, dV, q, k, v, dE, S, A, true, ofExp);
      else gradients(dQ, dK, dV, q, k, v, dE, S, A, false, ofExp);
    }
  }
}

/** What one query adds to the gradients, or stores in dK and dV if it is the `first`. */
@inline
function gradients(
  dQ: usize,
  dK: usize,
  dV: usize,
  q: usize,
  k: usize,
  v: usize,
  dE: usize,
  S: i32,
  A: i32,
  first: bool,
  ofExp: bool,
): void {
  const whole = (A & ~3) << 2;
  let at = 0;
  for (; at < whole; at += 16) columns(dQ, dK, dV, q, k, v, dE, S, A, at, first, ofExp, true);
  for (; at < A << 2; at += 4) columns(dQ, dK, dV, q, k, v, dE, S, A, at, first, ofExp, false);
}

/** One register of columns, `at` bytes into each row, down all the keys. */
@inline
function columns(
  dQ: usize,
  dK: usize,
  dV: usize,
  q: usize,
  k: usize,
  v: usize,
  dE: usize,
  S: i32,
  A: i32,
  at: usize,
  first: bool,
  ofExp: bool,
  wide: bool,
): void {
  const ones = constant(one);
  const query = loadLanes(q + at, wide);
  const weight = loadLanes(v + at, wide);
  let qTotal = f32x4.splat(0);
  let vTotal = f32x4.splat(0);
  let offset = at;
  for (let s = 0; s < S; s++, offset += A << 2) {
    const d = v128.load32_splat(dE + (s << 2));
    const key = loadLanes(k + offset, wide);
    let t: v128;
    let slope: v128;
    if (ofExp) {
      const r = reciprocal(query, key);
      const twice = f32x4.add(r, r);
      t = f32x4.sub(ones, twice);
      slope = f32x4.mul(f32x4.add(twice, twice), f32x4.sub(ones, r));
    } else {
      t = tanh(f32x4.add(query, key));
      slope = f32x4.sub(ones, f32x4.mul(t, t));
    }
    const dKey = f32x4.mul(f32x4.mul(d, weight), slope);
    if (first) storeLanes(dK + offset, dKey, wide);
    else storeLanes(dK + offset, f32x4.add(loadLanes(dK + offset, wide), dKey), wide);
    qTotal = f32x4.add(qTotal, dKey);
    vTotal = multiplyAdd(d, t, vTotal);
  }
  storeLanes(dQ + at, qTotal, wide);
  storeLanes(dV + at, first ? vTotal : f32x4.add(loadLanes(dV + at, wide), vTotal), wide);
}

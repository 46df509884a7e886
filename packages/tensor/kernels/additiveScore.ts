/**
 * @file The additive scores of Q queries against S keys (Bahdanau 2015, A.1.2) and their derivative:
 *
 *   forward  e[b,i,s] = Σ_a v[a] t[b,i,s,a],  t[b,i,s,a] = tanh(q[b,i,a] + k[b,s,a])
 *   vjp      g[b,i,s,a] = dE[b,i,s] v[a] (1 − t[b,i,s,a]²)
 *            dQ[b,i,a] = Σ_s g[b,i,s,a],  dK[b,s,a] = Σ_i g[b,i,s,a]
 *            dV[a] = Σ_b Σ_i Σ_s dE[b,i,s] t[b,i,s,a]
 *
 * q are the projected queries and k the projected keys; B batch, S source length, A alignment size.
 * The (B, Q, S, A) tensor t is never stored: the derivative computes it again, column by column, so
 * that its sums over the keys stay in registers. Those over the queries add up in dK: the first
 * query stores there, since in a step of decoding it is the only one.
 */
import { firstLane, loadLanes, multiplyAdd, storeLanes, sumLanes } from "./lanes";
import { tanh } from "./vectorMath";

export function additiveScore(
  out: usize,
  q: usize,
  k: usize,
  v: usize,
  B: i32,
  Q: i32,
  S: i32,
  A: i32,
): void {
  const row = A << 2;
  for (let b = 0; b < B; b++, k += S * row) {
    for (let i = 0; i < Q; i++, q += row, out += S << 2) scores(out, q, k, v, S, A);
  }
}

/** The scores of one query. */
function scores(out: usize, q: usize, k: usize, v: usize, S: i32, A: i32): void {
  const whole = A & ~3;
  for (let s = 0; s < S; s++, k += A << 2, out += 4) {
    let e = f32x4.splat(0);
    let a = 0;
    for (; a < whole; a += 4) {
      const at = a << 2;
      const t = tanh(f32x4.add(v128.load(q + at), v128.load(k + at)));
      e = multiplyAdd(v128.load(v + at), t, e);
    }
    let total = sumLanes(e);
    for (; a < A; a++) {
      const at = a << 2;
      const t = tanh(f32x4.add(v128.load32_splat(q + at), v128.load32_splat(k + at)));
      total += load<f32>(v + at) * firstLane(t);
    }
    store<f32>(out, total);
  }
}

export function additiveScoreVjp(
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
): void {
  const row = A << 2;
  memory.fill(dV, 0, row);
  if (Q == 0) memory.fill(dK, 0, B * S * row);
  for (let b = 0; b < B; b++, k += S * row, dK += S * row) {
    for (let i = 0; i < Q; i++, q += row, dQ += row, dE += S << 2) {
      if (i == 0) gradients(dQ, dK, dV, q, k, v, dE, S, A, true);
      else gradients(dQ, dK, dV, q, k, v, dE, S, A, false);
    }
  }
}

/** What one query adds to the gradients, or stores in dK if it is the `first`. */
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
): void {
  const whole = A & ~3;
  let a = 0;
  for (; a < whole; a += 4) columns(dQ, dK, dV, q, k, v, dE, S, A, a << 2, first, true);
  for (; a < A; a++) columns(dQ, dK, dV, q, k, v, dE, S, A, a << 2, first, false);
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
  wide: bool,
): void {
  const query = loadLanes(q + at, wide);
  const weight = loadLanes(v + at, wide);
  let qTotal = f32x4.splat(0);
  let vTotal = f32x4.splat(0);
  let offset = at;
  for (let s = 0; s < S; s++, offset += A << 2) {
    const d = v128.load32_splat(dE + (s << 2));
    const t = tanh(f32x4.add(query, loadLanes(k + offset, wide)));
    const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(t, t));
    const dKey = f32x4.mul(f32x4.mul(d, weight), slope);
    if (first) storeLanes(dK + offset, dKey, wide);
    else storeLanes(dK + offset, f32x4.add(loadLanes(dK + offset, wide), dKey), wide);
    qTotal = f32x4.add(qTotal, dKey);
    vTotal = multiplyAdd(d, t, vTotal);
  }
  storeLanes(dQ + at, qTotal, wide);
  storeLanes(dV + at, f32x4.add(loadLanes(dV + at, wide), vTotal), wide);
}

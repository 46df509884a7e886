/**
 * @file The additive score of one query against S keys (Bahdanau 2015, A.1.2) and its derivative:
 *
 *   forward  e[b,s] = Σ_a v[a] t[b,s,a],  t[b,s,a] = tanh(q[b,a] + k[b,s,a])
 *   vjp      dK[b,s,a] = dE[b,s] v[a] (1 − t[b,s,a]²)
 *            dQ[b,a] = Σ_s dK[b,s,a],  dV[a] = Σ_b Σ_s dE[b,s] t[b,s,a]
 *
 * q is the projected query and k the projected keys; B batch, S source length, A alignment size.
 * The (B, S, A) tensor t is never stored: the derivative computes it again, column by column, so
 * that its sums stay in registers.
 */
import { firstLane, loadLanes, multiplyAdd, storeLanes, sumLanes } from "./lanes";
import { tanh } from "./vectorMath";

export function additiveScore(
  out: usize,
  q: usize,
  k: usize,
  v: usize,
  B: i32,
  S: i32,
  A: i32,
): void {
  const whole = A & ~3;
  for (let b = 0; b < B; b++, q += A << 2) {
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
  S: i32,
  A: i32,
): void {
  const whole = A & ~3;
  memory.fill(dV, 0, A << 2);
  for (let b = 0; b < B; b++) {
    let a = 0;
    for (; a < whole; a += 4) columns(dQ, dK, dV, q, k, v, dE, S, A, a << 2, true);
    for (; a < A; a++) columns(dQ, dK, dV, q, k, v, dE, S, A, a << 2, false);
    dQ += A << 2;
    q += A << 2;
    dK += (S * A) << 2;
    k += (S * A) << 2;
    dE += S << 2;
  }
}

/** One register of columns, `at` bytes into each row, down all the keys of one query. */
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
    storeLanes(dK + offset, dKey, wide);
    qTotal = f32x4.add(qTotal, dKey);
    vTotal = multiplyAdd(d, t, vTotal);
  }
  storeLanes(dQ + at, qTotal, wide);
  storeLanes(dV + at, f32x4.add(loadLanes(dV + at, wide), vTotal), wide);
}

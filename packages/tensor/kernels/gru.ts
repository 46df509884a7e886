/**
 * @file The gates of a GRU, with the reset gate after the product, and their derivative, from
 * x = W input + b and u = U s + b_u, both (B, 3H) in the order r, z, n:
 *
 *   r = σ(x_r + u_r),  z = σ(x_z + u_z),  n = tanh(x_n + r ∘ u_n),  s' = (1 − z) ∘ n + z ∘ s
 *
 *   dA_n = dS' ∘ (1−z) ∘ (1−n²),  dA_z = dS' ∘ (s−n) ∘ z(1−z),  dA_r = dA_n ∘ u_n ∘ r(1−r)
 *   dX = [dA_r, dA_z, dA_n],  dU = [dA_r, dA_z, dA_n ∘ r],  dS = dS' ∘ z
 *
 * The derivative computes the gates again from the operands. B rows, H state. Operands may be
 * views of contiguous rows: each has the distance of its rows, in elements. Results are contiguous.
 */
import { loadLanes, multiplyAdd, storeLanes } from "./lanes";
import { constant, one, sigmoid, tanh } from "./vectorMath";

export function gruGates(
  out: usize,
  x: usize,
  xRow: i32,
  u: usize,
  uRow: i32,
  s: usize,
  sRow: i32,
  B: i32,
  H: i32,
): void {
  const gate = H << 2;
  const whole = (H & ~3) << 2;
  for (let b = 0; b < B; b++) {
    let at = 0;
    for (; at < whole; at += 16) step(out + at, x + at, u + at, s + at, gate, true);
    for (; at < gate; at += 4) step(out + at, x + at, u + at, s + at, gate, false);
    out += gate;
    x += xRow << 2;
    u += uRow << 2;
    s += sRow << 2;
  }
}

/** One register of the new state; `gate` is the distance of the gates in bytes. */
@inline
function step(out: usize, x: usize, u: usize, s: usize, gate: i32, wide: bool): void {
  const r = sigmoid(f32x4.add(loadLanes(x, wide), loadLanes(u, wide)));
  const z = sigmoid(f32x4.add(loadLanes(x + gate, wide), loadLanes(u + gate, wide)));
  const n = tanh(multiplyAdd(r, loadLanes(u + 2 * gate, wide), loadLanes(x + 2 * gate, wide)));
  // (1 − z) n + z s = n + z (s − n).
  storeLanes(out, multiplyAdd(z, f32x4.sub(loadLanes(s, wide), n), n), wide);
}

export function gruGatesVjp(
  dX: usize,
  dU: usize,
  dS: usize,
  x: usize,
  xRow: i32,
  u: usize,
  uRow: i32,
  s: usize,
  sRow: i32,
  dOut: usize,
  dOutRow: i32,
  B: i32,
  H: i32,
): void {
  const gate = H << 2;
  const whole = (H & ~3) << 2;
  for (let b = 0; b < B; b++) {
    let at = 0;
    for (; at < whole; at += 16) stepBack(dX, dU, dS, x, u, s, dOut, at, gate, true);
    for (; at < gate; at += 4) stepBack(dX, dU, dS, x, u, s, dOut, at, gate, false);
    dX += 3 * gate;
    dU += 3 * gate;
    dS += gate;
    x += xRow << 2;
    u += uRow << 2;
    s += sRow << 2;
    dOut += dOutRow << 2;
  }
}

/** One register of each gradient, `atR` bytes into the rows. */
@inline
function stepBack(
  dX: usize,
  dU: usize,
  dS: usize,
  x: usize,
  u: usize,
  s: usize,
  dOut: usize,
  atR: usize,
  gate: i32,
  wide: bool,
): void {
  const ones = constant(one);
  const atZ = atR + gate;
  const atN = atZ + gate;
  const r = sigmoid(f32x4.add(loadLanes(x + atR, wide), loadLanes(u + atR, wide)));
  const z = sigmoid(f32x4.add(loadLanes(x + atZ, wide), loadLanes(u + atZ, wide)));
  const uN = loadLanes(u + atN, wide);
  const n = tanh(multiplyAdd(r, uN, loadLanes(x + atN, wide)));

  const d = loadLanes(dOut + atR, wide);
  const kept = f32x4.mul(d, z);
  const renewed = f32x4.sub(d, kept);
  const dN = f32x4.mul(renewed, f32x4.sub(ones, f32x4.mul(n, n)));
  const dZ = f32x4.mul(f32x4.mul(renewed, z), f32x4.sub(loadLanes(s + atR, wide), n));
  const dR = f32x4.mul(f32x4.mul(dN, uN), f32x4.mul(r, f32x4.sub(ones, r)));

  storeLanes(dX + atR, dR, wide);
  storeLanes(dX + atZ, dZ, wide);
  storeLanes(dX + atN, dN, wide);
  storeLanes(dU + atR, dR, wide);
  storeLanes(dU + atZ, dZ, wide);
  storeLanes(dU + atN, f32x4.mul(dN, r), wide);
  storeLanes(dS + atR, kept, wide);
}

/**
 * @file The gates of a GRU cell, with the reset gate after the recurrent product (as in cuDNN and
 * PyTorch), from gx = W x + b and gh = U h + c, each (B, 3H) in the order r, z, n:
 *
 *   r = σ(gx_r + gh_r),  z = σ(gx_z + gh_z),  n = tanh(gx_n + r ∘ gh_n)
 *   out = (1 − z) ∘ n + z ∘ h
 *
 * The derivative keeps nothing but those operands and computes the gates again:
 *
 *   dn = dOut ∘ (1 − z) ∘ (1 − n²),  dz = dOut ∘ (h − n) ∘ z ∘ (1 − z),  dr = dn ∘ gh_n ∘ r ∘ (1 − r)
 *   dGx = [dr, dz, dn],  dGh = [dr, dz, dn ∘ r],  dH = dOut ∘ z (the path around the products)
 *
 * B rows, H state. Operands may be views: each has the distance of its rows, in elements; results
 * are contiguous.
 */
import { loadLanes, multiplyAdd, storeLanes } from "./lanes";
import { sigmoid, tanh } from "./vectorMath";

export function gruGates(
  out: usize,
  gx: usize,
  gxRow: i32,
  gh: usize,
  ghRow: i32,
  h: usize,
  hRow: i32,
  B: i32,
  H: i32,
): void {
  const H4 = H << 2;
  for (let b = 0; b < B; b++) {
    let j = 0;
    for (; j < H - 3; j += 4)
      step(out + (j << 2), gx + (j << 2), gh + (j << 2), h + (j << 2), H4, true);
    for (; j < H; j++) step(out + (j << 2), gx + (j << 2), gh + (j << 2), h + (j << 2), H4, false);
    out += H4;
    gx += gxRow << 2;
    gh += ghRow << 2;
    h += hRow << 2;
  }
}

/** One register of the new state; `gate` is the distance of the gates in bytes. */
@inline
function step(out: usize, gx: usize, gh: usize, h: usize, gate: i32, wide: bool): void {
  const r = sigmoid(f32x4.add(loadLanes(gx, wide), loadLanes(gh, wide)));
  const z = sigmoid(f32x4.add(loadLanes(gx + gate, wide), loadLanes(gh + gate, wide)));
  const candidate = multiplyAdd(r, loadLanes(gh + 2 * gate, wide), loadLanes(gx + 2 * gate, wide));
  const n = tanh(candidate);
  // (1 − z) n + z h = n + z (h − n).
  storeLanes(out, multiplyAdd(z, f32x4.sub(loadLanes(h, wide), n), n), wide);
}

export function gruGatesVjp(
  dGx: usize,
  dGh: usize,
  dH: usize,
  dOut: usize,
  dOutRow: i32,
  gx: usize,
  gxRow: i32,
  gh: usize,
  ghRow: i32,
  h: usize,
  hRow: i32,
  B: i32,
  H: i32,
): void {
  const H4 = H << 2;
  for (let b = 0; b < B; b++) {
    let j = 0;
    for (; j < (H & ~3); j += 4) stepBack(dGx, dGh, dH, dOut, gx, gh, h, j << 2, H4, true);
    for (; j < H; j++) stepBack(dGx, dGh, dH, dOut, gx, gh, h, j << 2, H4, false);
    dGx += 3 * H4;
    dGh += 3 * H4;
    dH += H4;
    dOut += dOutRow << 2;
    gx += gxRow << 2;
    gh += ghRow << 2;
    h += hRow << 2;
  }
}

/** One register of the gradients, `at` bytes into the row. */
@inline
function stepBack(
  dGx: usize,
  dGh: usize,
  dH: usize,
  dOut: usize,
  gx: usize,
  gh: usize,
  h: usize,
  at: usize,
  gate: i32,
  wide: bool,
): void {
  const one = f32x4.splat(1);
  const atZ = at + gate;
  const atN = atZ + gate;
  const r = sigmoid(f32x4.add(loadLanes(gx + at, wide), loadLanes(gh + at, wide)));
  const z = sigmoid(f32x4.add(loadLanes(gx + atZ, wide), loadLanes(gh + atZ, wide)));
  const recurrent = loadLanes(gh + atN, wide);
  const n = tanh(multiplyAdd(r, recurrent, loadLanes(gx + atN, wide)));

  const d = loadLanes(dOut + at, wide);
  const keep = f32x4.mul(d, z);
  const renew = f32x4.sub(d, keep);
  const dN = f32x4.mul(renew, f32x4.sub(one, f32x4.mul(n, n)));
  const dZ = f32x4.mul(f32x4.mul(renew, z), f32x4.sub(loadLanes(h + at, wide), n));
  const dR = f32x4.mul(f32x4.mul(dN, recurrent), f32x4.mul(r, f32x4.sub(one, r)));

  storeLanes(dGx + at, dR, wide);
  storeLanes(dGx + atZ, dZ, wide);
  storeLanes(dGx + atN, dN, wide);
  storeLanes(dGh + at, dR, wide);
  storeLanes(dGh + atZ, dZ, wide);
  storeLanes(dGh + atN, f32x4.mul(dN, r), wide);
  storeLanes(dH + at, keep, wide);
}

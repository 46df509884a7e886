/**
 * @file The gates of an LSTM and their derivative, from x = W input + b and u = U h + b_u, both
 * (B, 4H) in the order i, f, g, o, and the cell c; a prime marks what is after the step:
 *
 *   i = σ(a_i),  f = σ(a_f),  g = tanh(a_g),  o = σ(a_o),       a = x + u
 *   c' = f ∘ c + i ∘ g,  h' = o ∘ tanh(c')
 *
 *   dS = dC' + dH' ∘ o ∘ (1 − tanh²(c'))
 *   dA_i = dS ∘ g ∘ i(1−i),  dA_f = dS ∘ c ∘ f(1−f),  dA_g = dS ∘ i ∘ (1−g²)
 *   dA_o = dH' ∘ tanh(c') ∘ o(1−o),  dX = dA,  dC = dS ∘ f
 *
 * The derivative computes the gates again from the operands. B rows, H state. Operands may be
 * views of contiguous rows: each has the distance of its rows, in elements. Results are contiguous.
 */
import { loadLanes, multiplyAdd, storeLanes } from "./lanes";
import { constant, one, sigmoid, tanh } from "./vectorMath";

export function lstmGates(
  hOut: usize,
  cOut: usize,
  x: usize,
  xRow: i32,
  u: usize,
  uRow: i32,
  c: usize,
  cRow: i32,
  B: i32,
  H: i32,
): void {
  const gate = H << 2;
  const whole = (H & ~3) << 2;
  for (let b = 0; b < B; b++) {
    let at = 0;
    for (; at < whole; at += 16) step(hOut, cOut, x, u, c, at, gate, true);
    for (; at < gate; at += 4) step(hOut, cOut, x, u, c, at, gate, false);
    hOut += gate;
    cOut += gate;
    x += xRow << 2;
    u += uRow << 2;
    c += cRow << 2;
  }
}

/** One register of the new state and cell, `at` bytes into the rows; gates are `gate` bytes apart. */
@inline
function step(
  hOut: usize,
  cOut: usize,
  x: usize,
  u: usize,
  c: usize,
  at: usize,
  gate: i32,
  wide: bool,
): void {
  const i = sigmoid(sumAt(x, u, at, wide));
  const f = sigmoid(sumAt(x, u, at + gate, wide));
  const g = tanh(sumAt(x, u, at + 2 * gate, wide));
  const o = sigmoid(sumAt(x, u, at + 3 * gate, wide));
  const cell = multiplyAdd(f, loadLanes(c + at, wide), f32x4.mul(i, g));
  storeLanes(cOut + at, cell, wide);
  storeLanes(hOut + at, f32x4.mul(o, tanh(cell)), wide);
}

/** One register of a = x + u. */
@inline
function sumAt(x: usize, u: usize, at: usize, wide: bool): v128 {
  return f32x4.add(loadLanes(x + at, wide), loadLanes(u + at, wide));
}

export function lstmGatesVjp(
  dX: usize,
  dC: usize,
  x: usize,
  xRow: i32,
  u: usize,
  uRow: i32,
  c: usize,
  cRow: i32,
  dHOut: usize,
  dHOutRow: i32,
  dCOut: usize,
  dCOutRow: i32,
  B: i32,
  H: i32,
): void {
  const gate = H << 2;
  const whole = (H & ~3) << 2;
  for (let b = 0; b < B; b++) {
    let at = 0;
    for (; at < whole; at += 16) stepBack(dX, dC, x, u, c, dHOut, dCOut, at, gate, true);
    for (; at < gate; at += 4) stepBack(dX, dC, x, u, c, dHOut, dCOut, at, gate, false);
    dX += 4 * gate;
    dC += gate;
    x += xRow << 2;
    u += uRow << 2;
    c += cRow << 2;
    dHOut += dHOutRow << 2;
    dCOut += dCOutRow << 2;
  }
}

/** One register of each gradient, `at` bytes into the rows. */
@inline
function stepBack(
  dX: usize,
  dC: usize,
  x: usize,
  u: usize,
  c: usize,
  dHOut: usize,
  dCOut: usize,
  at: usize,
  gate: i32,
  wide: bool,
): void {
  const ones = constant(one);
  const atF = at + gate;
  const atG = atF + gate;
  const atO = atG + gate;
  const i = sigmoid(sumAt(x, u, at, wide));
  const f = sigmoid(sumAt(x, u, atF, wide));
  const g = tanh(sumAt(x, u, atG, wide));
  const o = sigmoid(sumAt(x, u, atO, wide));
  const before = loadLanes(c + at, wide);
  const t = tanh(multiplyAdd(f, before, f32x4.mul(i, g)));

  const open = f32x4.mul(loadLanes(dHOut + at, wide), o);
  const arriving = multiplyAdd(open, f32x4.sub(ones, f32x4.mul(t, t)), loadLanes(dCOut + at, wide));
  const throughI = f32x4.mul(arriving, i);
  const throughF = f32x4.mul(arriving, f);

  storeLanes(dX + at, f32x4.mul(f32x4.mul(throughI, g), f32x4.sub(ones, i)), wide);
  storeLanes(dX + atF, f32x4.mul(f32x4.mul(throughF, before), f32x4.sub(ones, f)), wide);
  storeLanes(dX + atG, f32x4.mul(throughI, f32x4.sub(ones, f32x4.mul(g, g))), wide);
  storeLanes(dX + atO, f32x4.mul(f32x4.mul(open, t), f32x4.sub(ones, o)), wide);
  storeLanes(dC + at, throughF, wide);
}

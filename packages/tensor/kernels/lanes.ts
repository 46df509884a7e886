/**
 * @file Lanes: four float32 in one register, and the few steps on them that WebAssembly has no
 * single instruction for.
 *
 * `pmin(a, b)` and `pmax(a, b)` are one machine instruction where `min` and `max` are eight, and
 * they return `a` where either is not a number. Kernels use them with the data as `a`.
 */

/**
 * a ∘ b + c, the step that nearly all the work consists of: rounded once where the build has
 * relaxed SIMD and the host fused multiply-add, twice elsewhere.
 */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}

/** (x_0 + x_2) + (x_1 + x_3). */
@inline
export function sumLanes(x: v128): f32 {
  const pair = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(pair, 0) + f32x4.extract_lane(pair, 1);
}

/** The largest lane; NaN if one is NaN. */
@inline
export function maxLanes(x: v128): f32 {
  const pair = f32x4.max(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return max(f32x4.extract_lane(pair, 0), f32x4.extract_lane(pair, 1));
}

/** The first lane. */
@inline
export function firstLane(x: v128): f32 {
  return f32x4.extract_lane(x, 0);
}

/**
 * Four elements, or one element in every lane: so that one body serves whole registers and the
 * rest of a row. `wide` is a constant wherever this is called.
 */
@inline
export function loadLanes(p: usize, wide: bool): v128 {
  return wide ? v128.load(p) : v128.load32_splat(p);
}

/** Stores four elements, or the first. */
@inline
export function storeLanes(p: usize, x: v128, wide: bool): void {
  if (wide) v128.store(p, x);
  else f32.store(p, f32x4.extract_lane(x, 0));
}

/** Four elements, `bytes` apart. */
@inline
export function loadStrided(p: usize, bytes: i32): v128 {
  let x = v128.load32_splat(p);
  x = v128.load_lane<f32>(p + bytes, x, 1);
  x = v128.load_lane<f32>(p + 2 * bytes, x, 2);
  return v128.load_lane<f32>(p + 3 * bytes, x, 3);
}

/** Where sixteen zeros lie: what a tile adds to that has nothing to add to. */
export const noneToAdd: usize = memory.data(64, 16);

/**
 * Stores two registers of sums, side by side, and what they are added to. Both are loaded before either
 * is stored: else compilers could not tell that the second load does not read the first store, and
 * would not make one register of 256 bits of the two.
 */
@inline
export function storeSums(c: usize, low: v128, high: v128, d: usize): void {
  const first = f32x4.add(v128.load(d), low);
  const second = f32x4.add(v128.load(d, 16), high);
  v128.store(c, first);
  v128.store(c, second, 16);
}

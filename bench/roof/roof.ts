/**
 * @file The two loops that roofs are measured with. Each call is short: a loop that runs on and on is
 * never handed to the optimizing compiler.
 */

@inline
function multiplyAdd(c: v128, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(c, x, y);
  return f32x4.add(f32x4.mul(c, x), y);
}

/**
 * c = c · x + y, `n` times in each of twelve registers of four: with fewer, each would wait for the
 * one before. Returns a number, so that no compiler can leave the work out.
 */
export function multiplyAdds(n: i32, x: f32, y: f32): f32 {
  const xs = f32x4.splat(x);
  const ys = f32x4.splat(y);
  let c0 = f32x4.splat(0.0);
  let c1 = f32x4.splat(0.1);
  let c2 = f32x4.splat(0.2);
  let c3 = f32x4.splat(0.3);
  let c4 = f32x4.splat(0.4);
  let c5 = f32x4.splat(0.5);
  let c6 = f32x4.splat(0.6);
  let c7 = f32x4.splat(0.7);
  let c8 = f32x4.splat(0.8);
  let c9 = f32x4.splat(0.9);
  let c10 = f32x4.splat(1.0);
  let c11 = f32x4.splat(1.1);
  for (let i = 0; i < n; i++) {
    c0 = multiplyAdd(c0, xs, ys);
    c1 = multiplyAdd(c1, xs, ys);
    c2 = multiplyAdd(c2, xs, ys);
    c3 = multiplyAdd(c3, xs, ys);
    c4 = multiplyAdd(c4, xs, ys);
    c5 = multiplyAdd(c5, xs, ys);
    c6 = multiplyAdd(c6, xs, ys);
    c7 = multiplyAdd(c7, xs, ys);
    c8 = multiplyAdd(c8, xs, ys);
    c9 = multiplyAdd(c9, xs, ys);
    c10 = multiplyAdd(c10, xs, ys);
    c11 = multiplyAdd(c11, xs, ys);
  }
  let c = f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3));
  c = f32x4.add(c, f32x4.add(f32x4.add(c4, c5), f32x4.add(c6, c7)));
  c = f32x4.add(c, f32x4.add(f32x4.add(c8, c9), f32x4.add(c10, c11)));
  return f32x4.extract_lane(c, 0);
}

/** a[i] = b[i] + s · c[i] for i < n, a multiple of 16. Pointers are byte addresses. */
export function triad(a: usize, b: usize, c: usize, s: f32, n: i32): void {
  const ss = f32x4.splat(s);
  for (const end = a + ((<usize>n) << 2); a < end; a += 64, b += 64, c += 64) {
    v128.store(a, multiplyAdd(v128.load(c), ss, v128.load(b)));
    v128.store(a, multiplyAdd(v128.load(c, 16), ss, v128.load(b, 16)), 16);
    v128.store(a, multiplyAdd(v128.load(c, 32), ss, v128.load(b, 32)), 32);
    v128.store(a, multiplyAdd(v128.load(c, 48), ss, v128.load(b, 48)), 48);
  }
}

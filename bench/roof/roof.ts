/**
 * @file The loops that roofs are measured with. Each call is short: a loop that runs on and on is
 * never handed to the optimizing compiler.
 */

@inline
function multiplyAdd(x: v128, y: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, c);
  return f32x4.add(c, f32x4.mul(x, y));
}

/**
 * c = c · x + x, `n` times in each of thirteen registers of four: with fewer, each would wait for the
 * one before. Returns a number, lest compilers leave the work out.
 */
export function multiplyAdds(n: i32, x: f32): f32 {
  const xs = f32x4.splat(x);
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
  let c12 = f32x4.splat(1.2);
  for (let i = 0; i < n; i++) {
    c0 = multiplyAdd(c0, xs, xs);
    c1 = multiplyAdd(c1, xs, xs);
    c2 = multiplyAdd(c2, xs, xs);
    c3 = multiplyAdd(c3, xs, xs);
    c4 = multiplyAdd(c4, xs, xs);
    c5 = multiplyAdd(c5, xs, xs);
    c6 = multiplyAdd(c6, xs, xs);
    c7 = multiplyAdd(c7, xs, xs);
    c8 = multiplyAdd(c8, xs, xs);
    c9 = multiplyAdd(c9, xs, xs);
    c10 = multiplyAdd(c10, xs, xs);
    c11 = multiplyAdd(c11, xs, xs);
    c12 = multiplyAdd(c12, xs, xs);
  }
  let c = f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3));
  c = f32x4.add(c, f32x4.add(f32x4.add(c4, c5), f32x4.add(c6, c7)));
  c = f32x4.add(c, f32x4.add(f32x4.add(c8, c9), f32x4.add(c10, c11)));
  return f32x4.extract_lane(f32x4.add(c, c12), 0);
}

/**
 * The same in ten pairs of registers, for compilers that make one of 256 bits of two; ten are enough
 * where a multiply-add is one instruction. Stored side by side at `out` (320 bytes), they are found.
 */
export function multiplyAddsInPairs(n: i32, x: f32, out: usize): void {
  const xs = f32x4.splat(x);
  let c0 = f32x4.splat(0.0);
  let d0 = c0;
  let c1 = f32x4.splat(0.1);
  let d1 = c1;
  let c2 = f32x4.splat(0.2);
  let d2 = c2;
  let c3 = f32x4.splat(0.3);
  let d3 = c3;
  let c4 = f32x4.splat(0.4);
  let d4 = c4;
  let c5 = f32x4.splat(0.5);
  let d5 = c5;
  let c6 = f32x4.splat(0.6);
  let d6 = c6;
  let c7 = f32x4.splat(0.7);
  let d7 = c7;
  let c8 = f32x4.splat(0.8);
  let d8 = c8;
  let c9 = f32x4.splat(0.9);
  let d9 = c9;
  for (let i = 0; i < n; i++) {
    c0 = multiplyAdd(c0, xs, xs);
    d0 = multiplyAdd(d0, xs, xs);
    c1 = multiplyAdd(c1, xs, xs);
    d1 = multiplyAdd(d1, xs, xs);
    c2 = multiplyAdd(c2, xs, xs);
    d2 = multiplyAdd(d2, xs, xs);
    c3 = multiplyAdd(c3, xs, xs);
    d3 = multiplyAdd(d3, xs, xs);
    c4 = multiplyAdd(c4, xs, xs);
    d4 = multiplyAdd(d4, xs, xs);
    c5 = multiplyAdd(c5, xs, xs);
    d5 = multiplyAdd(d5, xs, xs);
    c6 = multiplyAdd(c6, xs, xs);
    d6 = multiplyAdd(d6, xs, xs);
    c7 = multiplyAdd(c7, xs, xs);
    d7 = multiplyAdd(d7, xs, xs);
    c8 = multiplyAdd(c8, xs, xs);
    d8 = multiplyAdd(d8, xs, xs);
    c9 = multiplyAdd(c9, xs, xs);
    d9 = multiplyAdd(d9, xs, xs);
  }
  v128.store(out, c0, 0);
  v128.store(out, d0, 16);
  v128.store(out, c1, 32);
  v128.store(out, d1, 48);
  v128.store(out, c2, 64);
  v128.store(out, d2, 80);
  v128.store(out, c3, 96);
  v128.store(out, d3, 112);
  v128.store(out, c4, 128);
  v128.store(out, d4, 144);
  v128.store(out, c5, 160);
  v128.store(out, d5, 176);
  v128.store(out, c6, 192);
  v128.store(out, d6, 208);
  v128.store(out, c7, 224);
  v128.store(out, d7, 240);
  v128.store(out, c8, 256);
  v128.store(out, d8, 272);
  v128.store(out, c9, 288);
  v128.store(out, d9, 304);
}

/** a[i] = b[i] + s · c[i] for i < n, a multiple of 16. Pointers are byte addresses. */
export function triad(a: usize, b: usize, c: usize, s: f32, n: i32): void {
  const ss = f32x4.splat(s);
  for (const end = a + ((<usize>n) << 2); a < end; a += 64, b += 64, c += 64) {
    // All are found before any is stored: compilers need not ask whether a load reads a store.
    const a0 = multiplyAdd(v128.load(c), ss, v128.load(b));
    const a1 = multiplyAdd(v128.load(c, 16), ss, v128.load(b, 16));
    const a2 = multiplyAdd(v128.load(c, 32), ss, v128.load(b, 32));
    const a3 = multiplyAdd(v128.load(c, 48), ss, v128.load(b, 48));
    v128.store(a, a0);
    v128.store(a, a1, 16);
    v128.store(a, a2, 32);
    v128.store(a, a3, 48);
  }
}

/**
 * @file Elements whose bits are 1, scaled, and zeros for the others: y[i] = s m[i] x[i], m[i] the
 * bit i mod 24 of word i div 24. n elements.
 */
export function maskBits(out: usize, x: usize, words: usize, n: i32, scale: f32): void {
  const scales = f32x4.splat(scale);
  const places = i32x4(1, 2, 4, 8);
  const end = out + (n << 2);
  for (; out < end; words += 4) {
    let word = load<i32>(words);
    const last = min(out + 96, end);
    const whole = out + ((last - out) & ~15);
    for (; out < whole; out += 16, x += 16, word >>= 4) {
      const kept = i32x4.ne(v128.and(i32x4.splat(word), places), i32x4.splat(0));
      v128.store(out, v128.and(f32x4.mul(v128.load(x), scales), kept));
    }
    for (; out < last; out += 4, x += 4, word >>= 1) {
      store<f32>(out, word & 1 ? load<f32>(x) * scale : 0);
    }
  }
}

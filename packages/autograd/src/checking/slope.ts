/**
 * @file Slopes at 0 of functions of one number, by differences, each with an error bar.
 *
 * The central difference of a smooth function is even in its step, D(h) = L' + a h² + b h⁴ + …, so
 * that differences at h, h/2, h/4, … extrapolate to h = 0 (Richardson 1911), column after column:
 *
 *   T[k][0] = D(h 2⁻ᵏ),  T[k][j] = (4ʲ T[k][j−1] − T[k−1][j−1]) / (4ʲ − 1)
 *
 * Of all T[k][j], that one is taken which differs least from the two that it was made of (Ridders
 * 1982, "Accurate computation of F'(x) and F'(x) F''(x)"), rounding included: by how much is its
 * error bar.
 *
 * Where one window of steps does not converge, since the function bends or breaks within it, a
 * narrower one is tried.
 */

/** Values of some functions of one number. */
export interface Values {
  readonly values: Float64Array;
  /** How large the numbers were that each was made of, and so what its last place is. */
  readonly sizes: Float64Array;
}

/** Some functions of one number t, near 0. */
export type Line = (t: number) => Values;

/** A derivative by differences. */
export interface Slope {
  readonly value: number;
  /** How far off it may be. Infinite where no step gave a finite number. */
  readonly error: number;
}

export const epsilon: number = 2 ** -53;

/** The widest step, in units of what is moved. */
export const farthest: number = 2 ** -5;
/** Widest steps of the windows; each has six, halved from one to the next. */
const windows = [farthest, 2 ** -13, 2 ** -21, 2 ** -29, 2 ** -37, 2 ** -45];
const rows = 6;

/** Good enough to stop: this part of the slope. */
const enough = 1e-9;
/** Not good enough to be content with a window: this part of the slope. */
const poor = 1e-5;

/** The slopes at 0, by steps no wider than `reach`: by the widest window that says something. */
export function slopesOf(line: Line, noise: Float64Array, reach: number = Infinity): Slope[] {
  let best: Slope[] | undefined;
  for (const window of within(reach)) {
    const found = extrapolate(line, noise, window);
    best = best?.map((slope, i) => (found[i].error < slope.error ? found[i] : slope)) ?? found;
    if (!best.some((slope, i) => isPoor(slope, noise[i]))) break;
  }
  return best ?? [];
}

/** Other steps than those of the first opinion, and no fraction of them. */
const other = 0.61;

/**
 * What every window says, with the doubt that steps between its own cast on it: an extrapolation may
 * converge by chance, two do not converge to the same by chance. And with the doubt that the narrower
 * windows cast on it: rounding shows 2⁸ times as large in each, or 2³ times, to be safe, in the next.
 */
export function allSlopesOf(line: Line, noise: Float64Array, reach: number): Slope[][] {
  const all = within(reach).map((window) => {
    const again = extrapolate(line, noise, window * other);
    return extrapolate(line, noise, window).map(({ value, error }, i): Slope => {
      const apart = Math.abs(value - again[i].value);
      return { value, error: Number.isNaN(apart) ? Infinity : Math.max(error, apart) };
    });
  });
  return all.map((slopes, w) =>
    slopes.map(({ value, error }, i) => {
      const shown = all.slice(w + 1).map((narrower, n) => narrower[i].error / 2 ** (8 * n + 3));
      return { value, error: Math.max(error, ...shown.filter(Number.isFinite)) };
    }),
  );
}

function within(reach: number): number[] {
  const narrowest = windows[windows.length - 1];
  return windows.filter((widest) => widest <= Math.max(reach, narrowest));
}

/** Whether a slope's error bar is so wide that it says little, and not for noise alone. */
export function isPoor({ value, error }: Slope, noise: number, size = 0): boolean {
  if (error === Infinity) return true;
  return error > poor * Math.max(Math.abs(value), size) && error > 64 * noise;
}

/** Richardson's tableau over one window of steps, for all functions at once. */
function extrapolate(line: Line, noise: Float64Array, widest: number): Slope[] {
  const best = Array.from(noise, (): Slope => ({ value: NaN, error: Infinity }));
  let before: Float64Array[] = [];
  for (let k = 0; k < rows; k++) {
    const h = widest * 2 ** -k;
    const [right, left] = [line(h).values, line(-h).values];
    const row = [right.map((value, i) => (value - left[i]) / (2 * h))];
    for (let j = 1; j <= k; j++) {
      const factor = 4 ** j;
      row[j] = row[j - 1].map((fine, i) => (factor * fine - before[j - 1][i]) / (factor - 1));
      row[j].forEach((value, i) => {
        const change = Math.max(
          Math.abs(value - row[j - 1][i]),
          Math.abs(value - before[j - 1][i]),
        );
        // The combination of the row's differences is at most twice as noisy as its finest.
        const error = change + (2 * noise[i]) / h;
        if (error < best[i].error) best[i] = { value, error };
      });
    }
    before = row;
    if (best.every(({ value, error }) => error <= enough * Math.abs(value))) break;
  }
  return best;
}

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
 * error bar. Rounding is measured, not guessed: third differences at points so near to each other
 * that a smooth function has none (Hamming 1962; Moré & Wild 2011, "Estimating computational noise").
 *
 * Where one window of steps does not converge, since the function bends or breaks within it, a
 * narrower one is tried.
 */

/** Values of some functions of one number, and how large the terms were that they were summed from. */
export interface Values {
  readonly values: Float64Array;
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

/** Widest steps of the windows, in units of what is moved; each has six, halved from one to the next. */
const windows = [2 ** -5, 2 ** -13, 2 ** -21, 2 ** -29];
const rows = 6;

/** Good enough to stop: this part of the slope. */
const enough = 1e-9;
/** Not good enough to be content with a window: this part of the slope. */
const poor = 1e-5;

/** Points this far apart show the rounding alone: their third difference is near (2⁻¹⁹)³ L'''. */
const near = 2 ** -19;

/** How much rounding moves each value: σ of the third differences, with room for few samples. */
export function noiseOf(line: Line): Float64Array {
  const points = [-3, -2, -1, 0, 1, 2, 3].map((n) => line(n * near));
  const { values, sizes } = points[3];
  return values.map((_, i) => {
    let third = 0;
    for (let n = 0; n + 3 < points.length; n++) {
      const [a, b, c, d] = points.slice(n, n + 4).map((point) => point.values[i]);
      const difference = Math.abs(d - 3 * c + 3 * b - a);
      if (Number.isFinite(difference)) third = Math.max(third, difference);
    }
    // The third difference of independent roundings of variance σ² has the variance 20 σ².
    return 4 * (third / Math.sqrt(20)) + 4 * epsilon * sizes[i];
  });
}

/** The slopes at 0. `scale` shifts all steps: another one is a second opinion. */
export function slopesOf(line: Line, noise: Float64Array, scale = 1): Slope[] {
  let best: Slope[] | undefined;
  for (const window of windows) {
    const found = extrapolate(line, noise, window * scale);
    best = best === undefined ? found : best.map((slope, i) => better(slope, found[i]));
    if (best.every(({ value, error }) => error <= poor * Math.abs(value) || isRounding(error))) {
      break;
    }
  }
  return best ?? [];
}

/** An error that narrower steps could only make larger. */
function isRounding(error: number): boolean {
  return error <= 1e-10;
}

function better(a: Slope, b: Slope): Slope {
  return b.error < a.error ? b : a;
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

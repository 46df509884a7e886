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

/** Widest steps of the windows, in units of what is moved; each has six, halved from one to the next. */
const windows = [2 ** -5, 2 ** -13, 2 ** -21, 2 ** -29, 2 ** -37, 2 ** -45];
const rows = 6;

/** Good enough to stop: this part of the slope. */
const enough = 1e-9;
/** Not good enough to be content with a window: this part of the slope. */
const poor = 1e-5;

/** How to look. */
interface Look {
  /** The widest step. Infinite unless said. */
  readonly reach?: number;
  /** Shifts all steps: another one is a second opinion. 1 unless said. */
  readonly scale?: number;
  /** Through all windows, though the first may seem to converge. Off unless said. */
  readonly thorough?: boolean;
}

/** The slopes at 0. */
export function slopesOf(
  line: Line,
  noise: Float64Array,
  { reach = Infinity, scale = 1, thorough = false }: Look = {},
): Slope[] {
  let best: Slope[] | undefined;
  const narrowest = windows[windows.length - 1];
  for (const window of windows.filter((widest) => widest <= Math.max(reach, narrowest))) {
    const found = extrapolate(line, noise, window * scale);
    best = best === undefined ? found : best.map((slope, i) => better(slope, found[i]));
    if (!thorough && !best.some((slope, i) => isPoor(slope, noise[i]))) break;
  }
  return best ?? [];
}

/** Whether a slope's error bar is so wide that it says little, and not for noise alone. */
export function isPoor({ value, error }: Slope, noise: number, size = 0): boolean {
  if (error === Infinity) return true;
  return error > poor * Math.max(Math.abs(value), size) && error > 64 * noise;
}

/**
 * The one of the narrower error bar; but where the bars do not meet, the one by narrower steps: a kink
 * within the wider ones may have made them converge to something else.
 */
function better(wide: Slope, narrow: Slope): Slope {
  const apart = Math.abs(wide.value - narrow.value) > wide.error + narrow.error;
  return apart || narrow.error < wide.error ? narrow : wide;
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

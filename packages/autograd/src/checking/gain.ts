/**
 * @file What results gain along a line: y(t) − y(0), element by element or weighted and summed. Results
 * that do not change are left out, and so is their rounding.
 */
import type { Line, Values } from "./slope.js";

/**
 * The line of y(t) − `base`, or of ⟨u, y(t) − base⟩. Each point is computed once. The sizes at 0 are
 * those of all results.
 */
export function gainOf(
  base: Float64Array,
  u: Float64Array | undefined,
  at: (t: number) => Float64Array,
): Line {
  const walked = new Map<number, Values>();
  return (t) => {
    const known = walked.get(t);
    if (known !== undefined) return known;
    const y = t === 0 ? base : at(t);
    const gains = y.map((value, i) => value - base[i]);
    const sizes = y.map((value, i) =>
      (t !== 0 && value === base[i]) || !Number.isFinite(value) ? 0 : Math.abs(value),
    );
    const values = u === undefined ? { values: gains, sizes } : weigh(u, gains, sizes);
    walked.set(t, values);
    return values;
  };
}

function weigh(u: Float64Array, gains: Float64Array, sizes: Float64Array): Values {
  let [value, size] = [0, 0];
  for (let i = 0; i < u.length; i++) {
    value += u[i] * gains[i];
    size += Math.abs(u[i]) * sizes[i];
  }
  return { values: Float64Array.of(value), sizes: Float64Array.of(size) };
}

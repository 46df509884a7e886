/**
 * @file Slopes from the left and from the right of 0, and whether they disagree however near one
 * looks: whether there is a kink at 0, or a jump, and so no derivative.
 *
 *   q(h) = (L(h) − 2 L(0) + L(−h)) / h
 *
 * is the difference of the two one-sided slopes. It goes to 0 with h where L is smooth, and to the
 * height of the kink where there is one. A kink beside 0 is seen from afar only.
 */
import type { Line } from "./slope.js";

export interface KinkSlopes {
  readonly left: number;
  readonly right: number;
}

/** From afar, where a suspicion costs nothing but a closer look, and from as near as rounding lets. */
const far = 2 ** -10;
const close = 2 ** -22;

/** The two slopes of each function that has a kink or a jump at 0; undefined for the smooth ones. */
export function kinksOf(line: Line, noise: Float64Array): (KinkSlopes | undefined)[] {
  const suspects = oneSided(line, far);
  const limits = suspects.map((slopes, i) => differ(slopes, noise[i], far));
  if (!limits.includes(true)) return suspects.map(() => undefined);
  const [near, nearer] = [oneSided(line, close), oneSided(line, close / 4)];
  return near.map((slopes, i) => {
    if (!limits[i]) return undefined;
    const finer = nearer[i];
    if (!differ(slopes, noise[i], close) || !differ(finer, noise[i], close / 4)) return undefined;
    const [jump, finerJump] = [height(slopes), height(finer)];
    // Halved or less by steps a quarter as wide: it goes to 0. (NaN: one side is not defined.)
    if (Math.abs(finerJump) < 0.5 * Math.abs(jump)) return undefined;
    return { left: limit(slopes.left, finer.left), right: limit(slopes.right, finer.right) };
  });
}

function oneSided(line: Line, h: number): KinkSlopes[] {
  const [left, middle, right] = [line(-h).values, line(0).values, line(h).values];
  return Array.from(middle, (at, i) => ({ left: (at - left[i]) / h, right: (right[i] - at) / h }));
}

const height = ({ left, right }: KinkSlopes): number => right - left;

/** Whether the slopes differ by more than rounding, and by more than a smooth function's might. */
function differ(slopes: KinkSlopes, noise: number, h: number): boolean {
  const { left, right } = slopes;
  const size = Math.abs(left) + Math.abs(right);
  return !(Math.abs(height(slopes)) <= (8 * noise) / h + 1e-4 * size);
}

/** A slope that grows as the step shrinks belongs to a jump. */
function limit(slope: number, finer: number): number {
  return Math.abs(finer) > 2 * Math.abs(slope) + 1 ? Math.sign(finer) * Infinity : finer;
}

/**
 * @file Slopes from the left and from the right of 0, and whether they disagree however near one
 * looks: whether there is a kink at 0, a jump, or the end of the domain, and so no derivative.
 *
 *   q(h) = (L(h) − 2 L(0) + L(−h)) / h
 *
 * is the difference of the two one-sided slopes. It shrinks with h where L is smooth, and stays as
 * high as the kink where there is one. A kink beside 0 is seen from afar only.
 */
import type { Line } from "./slope.js";

export interface KinkSlopes {
  readonly left: number;
  readonly right: number;
}

/** What one sees of a function around 0. */
export interface Sight {
  /** The slopes on both sides of a kink, a jump or an end at 0. */
  readonly kink?: KinkSlopes;
  /** How far from 0 the function is smooth, as far as one sees: a kink near by is beyond. */
  readonly reach: number;
}

const smooth: Sight = { reach: Infinity };

/** From afar to as near as one can get. */
const distances = [2 ** -6, 2 ** -10, 2 ** -22, 2 ** -34, 2 ** -46];

/** What each function looks like around 0. */
export function sightsOf(line: Line, noise: Float64Array): Sight[] {
  const found = Array.from(noise, () => smooth);
  let open = [...noise.keys()];
  let before: KinkSlopes[] | undefined;
  for (const h of distances) {
    if (open.length === 0) break;
    const here = oneSided(line, h);
    open = open.filter((i) => {
      const verdict = judge(here[i], before?.[i], (8 * noise[i]) / h);
      if (verdict === "kink" || verdict === "end") {
        found[i] = { kink: slopesFrom(here[i], before?.[i]), reach: h };
      } else if (verdict !== "hidden" && found[i].kink !== undefined) found[i] = { reach: h };
      // Rounding hides what is nearer, not what was seen.
      return verdict !== "smooth" && verdict !== "hidden";
    });
    before = here;
  }
  return found;
}

/** What one sees at a distance, after what one saw from farther off. */
function judge(
  here: KinkSlopes,
  before: KinkSlopes | undefined,
  blur: number,
): "smooth" | "first" | "kink" | "end" | "hidden" {
  const high = Math.abs(height(here));
  const higher = before === undefined ? NaN : Math.abs(height(before));
  if (Number.isNaN(high)) return "end";
  if (Number.isNaN(higher)) {
    return high > blur + rounding * (Math.abs(here.left) + Math.abs(here.right))
      ? "first"
      : "smooth";
  }
  if (blur > higher / 4) return "hidden";
  return high >= higher / 2 ? "kink" : "smooth";
}

const rounding = 2 ** -40;

function oneSided(line: Line, h: number): KinkSlopes[] {
  const [left, middle, right] = [line(-h).values, line(0).values, line(h).values];
  return Array.from(middle, (at, i) => ({ left: (at - left[i]) / h, right: (right[i] - at) / h }));
}

const height = ({ left, right }: KinkSlopes): number => right - left;

/** A slope that grows as fast as one comes nearer belongs to a jump. */
function slopesFrom(near: KinkSlopes, far: KinkSlopes | undefined): KinkSlopes {
  if (far === undefined) return near;
  const limit = (slope: number, before: number): number =>
    Math.abs(slope) > 2 ** 6 * Math.abs(before) + 1 ? Math.sign(slope) * Infinity : slope;
  return { left: limit(near.left, far.left), right: limit(near.right, far.right) };
}

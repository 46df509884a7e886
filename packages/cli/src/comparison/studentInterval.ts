/**
 * @file How sure a mean over a few seeds is: Student's 95 % interval.
 *
 *   mean ± t s / √n,  s² = Σ (x_i − mean)² / (n − 1),  P(|T_{n−1}| ≤ t) = 0.95
 *
 * It takes the values of the seeds to be normally distributed. Of one value nothing is known about
 * the spread: the interval is that value.
 */

/** A mean, and where it lies with 95 % confidence. */
export interface Interval {
  readonly mean: number;
  /** How far it would reach to each side if nothing cut it. */
  readonly reach: number;
  readonly low: number;
  readonly high: number;
}

const CONFIDENCE = 0.95;

/** The interval over values, cut to [least, most]: where such values can lie. NaN of none. */
export function studentInterval(
  values: readonly number[],
  [least, most]: readonly [least: number, most: number] = [-Infinity, Infinity],
): Interval {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, reach: 0, low: mean, high: mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const reach = studentQuantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean, reach, low: Math.max(least, mean - reach), high: Math.min(most, mean + reach) };
}

/** t with P(|T| ≤ t) = 0.95 for ν degrees of freedom, by bisection. */
export function studentQuantile(nu: number): number {
  let [low, high] = [0, 13]; // 12.706 at ν = 1 is the largest
  // Half of 13 · 2⁻⁵³ is less than the doubles around t are apart.
  for (let i = 0; i < 53; i++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, nu) < CONFIDENCE) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|T| ≤ t): Abramowitz & Stegun 1964, Eqs. 26.7.3–4. */
function centralProbability(t: number, nu: number): number {
  const theta = Math.atan(t / Math.sqrt(nu));
  const [sin, cos] = [Math.sin(theta), Math.cos(theta)];
  const isOdd = nu % 2 === 1;
  let term = isOdd ? cos : 1;
  let sum = 0;
  for (let k = isOdd ? 3 : 2; k <= nu; k += 2) {
    sum += term;
    term *= (cos * cos * (k - 1)) / k;
  }
  return isOdd ? (2 / Math.PI) * (theta + sin * sum) : sin * sum;
}

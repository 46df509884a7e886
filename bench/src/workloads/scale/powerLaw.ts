/**
 * @file How one quantity grows with another, as a power of it.
 *
 *   y = c x^k,  fitted as log y = log c + k log x by least squares
 *
 * The interval of k is that of a bootstrap of residuals, studentized, as points are few (Efron &
 * Tibshirani 1993, §9.4 and §12.5): it is as wide as the points lie off the line, be it by noise or
 * because there is no power law.
 */
import { Random } from "@heed/tensor";
import type { Interval } from "../../statistics.js";

/** Two positive numbers. */
export interface Measured {
  readonly x: number;
  readonly y: number;
}

export interface PowerLaw {
  /** c */
  readonly factor: number;
  /** k */
  readonly exponent: number;
  /** Where k lies with 95 % confidence. */
  readonly interval: Interval;
}

const resamples = 2000;

/** Of three points or more, at two different x at least; else `undefined`: any line would fit. */
export function fitPowerLaw(points: readonly Measured[], seed: number): PowerLaw | undefined {
  const xs = points.map(({ x }) => Math.log(x));
  const ys = points.map(({ y }) => Math.log(y));
  const n = points.length;
  if (n < 3 || new Set(xs).size < 2) return undefined;
  const { slope, intercept, residuals, error } = line(xs, ys);
  const random = new Random(seed);
  /** How many of its own standard errors the slope of a line through noise is off: drawn noise. */
  const off = (): number => {
    const again = line(
      xs,
      xs.map(() => residuals[random.integer(0, n - 1)]),
    );
    return again.slope === 0 ? 0 : again.slope / again.error;
  };
  const offs = Array.from({ length: resamples }, off).sort((a, b) => a - b);
  const at = (part: number): number => offs[Math.round(part * (resamples - 1))];
  const edge = (part: number): number => (error === 0 ? slope : slope - at(part) * error);
  return {
    factor: Math.exp(intercept),
    exponent: slope,
    interval: { low: edge(0.975), high: edge(0.025) },
  };
}

/** A line through points. */
interface Line {
  readonly slope: number;
  readonly intercept: number;
  readonly residuals: readonly number[];
  /** The standard error of the slope. */
  readonly error: number;
}

/** The least squares line. */
function line(xs: readonly number[], ys: readonly number[]): Line {
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, x, i) => sum + (x - meanX) * (ys[i] - meanY), 0);
  const spread = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const slope = covariance / spread;
  const intercept = meanY - slope * meanX;
  const residuals = ys.map((y, i) => y - intercept - slope * xs[i]);
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const error = Math.sqrt(squares / (xs.length - 2) / spread);
  return { slope, intercept, residuals, error };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

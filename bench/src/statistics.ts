/**
 * @file Statistics of samples: medians, how sure they are, how far two runs of the same differ.
 */
import { Random } from "@heed/tensor";

/** The middle of the samples, or the mean of the two in the middle; NaN of none. */
export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The median distance from the median: how far samples scatter, whatever the outliers. */
export function medianAbsoluteDeviation(samples: readonly number[]): number {
  const middle = median(samples);
  return median(samples.map((x) => Math.abs(x - middle)));
}

/** How often samples are drawn anew. */
const resamples = 1000;
/** Of so many samples, the interval tells enough: more only take time. */
const mostSamples = 400;

/** Where the true median lies with 95 % confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The percentile bootstrap (Efron & Tibshirani 1993, §13.3): the 2.5th and 97.5th percentiles of the
 * medians of samples drawn from the samples, with replacement.
 */
export function medianInterval(samples: readonly number[], seed: number): Interval {
  const random = new Random(seed);
  const step = Math.max(1, samples.length / mostSamples);
  const kept = Array.from(
    { length: Math.min(samples.length, mostSamples) },
    (_, i) => samples[Math.floor(i * step)],
  );
  const draw = (): number => kept[random.integer(0, kept.length - 1)];
  const medians = Array.from({ length: resamples }, () => median(kept.map(draw))).sort(
    (a, b) => a - b,
  );
  const at = (part: number): number => medians[Math.round(part * (resamples - 1))];
  return { low: at(0.025), high: at(0.975) };
}

/** What is told of samples. Times are in seconds. */
export interface Summary extends Interval {
  readonly median: number;
  /** No more than one sample in twenty is larger. */
  readonly p95: number;
  readonly deviation: number;
  readonly samples: number;
}

export function summarize(samples: readonly number[], seed: number): Summary {
  return {
    median: median(samples),
    p95: samples.toSorted((a, b) => a - b)[Math.ceil(0.95 * samples.length) - 1],
    ...medianInterval(samples, seed),
    deviation: medianAbsoluteDeviation(samples),
    samples: samples.length,
  };
}

/** The relative distance of two medians of the same thing: what no difference below it means. */
export function noiseBetween(a: number, b: number): number {
  return Math.abs(a - b) / Math.min(a, b);
}

/** NaN of none. */
export function geometricMean(numbers: readonly number[]): number {
  return Math.exp(numbers.reduce((sum, x) => sum + Math.log(x), 0) / numbers.length);
}

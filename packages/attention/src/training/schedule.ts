/**
 * @file The learning rate over a training run: a linear warm-up, then half a cosine down to zero
 * (Loshchilov & Hutter 2017, Eq. 5, without restarts).
 */

export interface Schedule {
  /** The highest rate. */
  readonly peak: number;
  /** Updates from 0 to the peak. */
  readonly warmup: number;
}

/** η before update `update` (from 1 on), when `fraction` of the whole run, in [0, 1], is over. */
export function learningRate({ peak, warmup }: Schedule, update: number, fraction: number): number {
  const rising = Math.min(1, update / warmup);
  return peak * rising * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, fraction)));
}

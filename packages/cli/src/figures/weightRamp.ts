/**
 * @file The colours of weights from 0 to 1, for paper and for screens.
 *
 * Both ramps are monotone in lightness, so that they survive a grey printer and colour blindness:
 * on paper more weight is more ink, on a screen (which may be dark) more weight is more light.
 */

/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Colours at equal distances from weight 0 to weight 1. */
export type Ramp = readonly Rgb[];

/** From nearly white to deep blue. */
export const inkRamp: Ramp = [
  [244, 246, 250],
  [171, 203, 230],
  [86, 151, 203],
  [27, 96, 163],
  [8, 45, 98],
];

/** From nearly black over violet to pale yellow. */
export const glowRamp: Ramp = [
  [30, 30, 44],
  [86, 46, 125],
  [178, 60, 116],
  [245, 130, 92],
  [253, 240, 185],
];

/** The ramp's colour for `weight`, interpolated between its two nearest; the ends for all beyond. */
export function weightColor(ramp: Ramp, weight: number): Rgb {
  const position = Math.min(Math.max(weight, 0), 1) * (ramp.length - 1);
  const below = Math.min(Math.floor(position), ramp.length - 2);
  const mix = (channel: 0 | 1 | 2): number => {
    const [low, high] = [ramp[below][channel], ramp[below + 1][channel]];
    return Math.round(low + (position - below) * (high - low));
  };
  return [mix(0), mix(1), mix(2)];
}

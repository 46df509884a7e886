/**
 * @file Sizes of the reference step, the one workload for every comparison of training speed:
 * vocabularies of 64, embedding 128, batch 64, source and target of 16 tokens without padding,
 * alignment size 256. Only the units H vary: 256 of each direction of the encoder and of the
 * decoder unless said.
 */

/** Sizes by their letters. */
export interface StepSizes {
  readonly V: number;
  readonly E: number;
  readonly H: number;
  readonly A: number;
  readonly B: number;
  readonly S: number;
  readonly T: number;
}

/** The H that is meant where none is said. */
export const usualHidden: number = 256;

export function stepSizes(hidden: number = usualHidden): StepSizes {
  return { V: 64, E: 128, H: hidden, A: 256, B: 64, S: 16, T: 16 };
}

/**
 * Floating-point operations of a step: three times the forward products, each multiply-add counted
 * as two. What a contender saves by multiplying less counts as speed.
 */
export function stepFlops({ V, E, H, A, B, S, T }: StepSizes): number {
  const encoder = 2 * S * B * 2 * 3 * H * (E + H);
  const keys = S * B * 2 * 2 * H * A;
  const stepDecoder = 2 * H * A + 2 * S * A + 2 * S * 2 * H + 2 * 3 * H * (E + 2 * H + H);
  const readout = T * B * 2 * (E + 3 * H) * V;
  return 3 * (encoder + keys + T * B * stepDecoder + readout);
}

/**
 * @file Where the reference step is measured: itself, and one factor at a time larger and smaller
 * than there, each two or four times the one before.
 */
import { stepSizes, type StepSizes } from "../step/stepSizes.js";

/** The sizes that are varied, by the name that `--only` has: letter and grid. */
export const sizeFactors: Readonly<Record<string, SizeFactor>> = {
  batch: { letter: "B", grid: [16, 32, 64, 128, 256] },
  source: { letter: "S", grid: [4, 8, 16, 32, 64] },
  target: { letter: "T", grid: [4, 8, 16, 32, 64] },
  hidden: { letter: "H", grid: [32, 64, 128, 256, 512] },
  vocabulary: { letter: "V", grid: [16, 64, 256, 1024, 4096] },
};

export interface SizeFactor {
  readonly letter: keyof StepSizes;
  /** The reference is one of them. */
  readonly grid: readonly number[];
}

/** One place of the grid. */
export interface ScalePoint {
  /** "batch 128"; of the reference, "reference". */
  readonly work: string;
  readonly sizes: StepSizes;
}

/** What the reference step is called. */
export const referencePoint: ScalePoint = { work: "reference", sizes: stepSizes() };

/** The point where a factor has this value, all else being as in the reference. */
export function pointAt(factor: string, value: number): ScalePoint {
  const { letter } = sizeFactors[factor];
  const { sizes } = referencePoint;
  if (sizes[letter] === value) return referencePoint;
  return { work: `${factor} ${value}`, sizes: { ...sizes, [letter]: value } };
}

/** The reference, and every other point of these factors, each once. */
export function pointsOf(factors: readonly string[]): ScalePoint[] {
  const others = factors.flatMap((factor) =>
    sizeFactors[factor].grid.map((value) => pointAt(factor, value)),
  );
  return [referencePoint, ...others.filter((point) => point !== referencePoint)];
}

/**
 * @file What one check is given, and what it finds.
 */
import type { Random } from "@heed/tensor";
import type { CheckMode, CheckOrder, Comparison, Kink } from "./gradientReport.js";
import type { Numbers, Probe } from "./probe.js";

/** A function at a point, a cotangent, and what the rules make of it. */
export interface Setting {
  readonly probe: Probe;
  /** The cotangent, the outputs' elements in a row. */
  readonly u: Float64Array;
  /** Jᵀ u: for each float input. */
  readonly gradients: Numbers;
  /** For each of those, how far off rounding may take it. */
  readonly roundings: readonly number[];
  readonly random: Random;
  readonly mode: CheckMode;
  readonly samples: number;
  readonly only: string | undefined;
  /** Whether to find who is to blame, or the verdict alone. */
  readonly explain: boolean;
}

export interface Finding {
  readonly comparisons: readonly Comparison[];
  readonly kinks?: readonly Kink[];
  /** The verdict was asked for alone, and is beyond doubt: no kink is behind it. */
  readonly settled?: boolean;
  /** How much was compared, where it is not the comparisons. */
  readonly cases?: number;
  /** What is wrong, where it is not a comparison beyond its tolerance. */
  readonly wrong?: string;
}

export interface Check {
  /** What must hold, in a few words. */
  readonly about: string;
  /** Of which derivative it is asked: of f and its gradient, or of that gradient and its own. */
  readonly orders: readonly CheckOrder[];
  find(setting: Setting): Finding;
}

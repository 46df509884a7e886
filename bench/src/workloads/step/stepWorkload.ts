/**
 * @file The reference step as a workload: what a contender's process is told.
 */
import type { Workload } from "../../protocol.js";
import type { StepSizes } from "./stepSizes.js";

/** Seconds after which a contender has shown enough losses. */
export const patience = 60;

export interface StepWorkload extends Workload {
  readonly kind: "step";
  readonly sizes: StepSizes;
  /** How many first losses are asked for. */
  readonly losses: number;
  /** Seconds after which a contender need not compute another of them. */
  readonly patience: number;
  /** The file of first weights and ids, for contenders that cannot draw them; see startFile.ts. */
  readonly start: string;
}

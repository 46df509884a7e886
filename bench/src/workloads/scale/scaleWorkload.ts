/**
 * @file The reference step at other sizes, as a contender's process is told of it.
 */
import type { Workload } from "../../protocol.js";
import type { StepSizes } from "../step/stepSizes.js";

export interface ScaleWorkload extends Workload {
  readonly kind: "scale";
  readonly sizes: StepSizes;
  /** How many first losses are checked. */
  readonly losses: number;
  /** The file of first weights and ids, for contenders that cannot draw them. */
  readonly start?: string;
}

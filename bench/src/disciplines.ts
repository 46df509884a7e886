/**
 * @file The list of disciplines. A new one is one object and one name here.
 */
import { kernels } from "./kernels/kernels.js";
import type { Discipline } from "./report/discipline.js";
import { decode } from "./workloads/decode/decode.js";
import { scale } from "./workloads/scale/scale.js";
import { step } from "./workloads/step/step.js";

export type DisciplineName = "kernels" | "step" | "decode" | "scale";

export const disciplines: Readonly<Record<DisciplineName, Discipline>> = {
  kernels,
  step,
  decode,
  scale,
};

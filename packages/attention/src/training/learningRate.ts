/**
 * @file The learning rate of an update: a linear warm-up from 0 to a peak, and from there on a
 * schedule of the list.
 *
 *   η = peak · min(1, n / w) · share
 */
import * as list from "../schedules.js";
import type { Choice } from "./choice.js";
import type { Moment, Schedule } from "./schedules/schedule.js";

/** A schedule of the list. */
export type ScheduleName = keyof typeof list;

export const schedules: Readonly<Record<ScheduleName, Schedule>> = list;

/** η at a moment of a run. */
export function learningRate(
  peak: number,
  { name, settings }: Choice<ScheduleName>,
  at: Moment,
): number {
  const rising = Math.min(1, at.update / at.warmup);
  return peak * rising * schedules[name].share(at, settings);
}

/**
 * @file How a program shrinks: fewer steps first, for they cost most; then fewer results, operands,
 * axes and elements; then simpler attributes and numbers. Every program here runs, and each is
 * smaller than the one it came from in the first respect in which they differ.
 */
import { fewerResults, fewerSteps } from "./fewerSteps.js";
import type { Program } from "./program.js";
import { simplerAttributes, simplerNumbers } from "./simplerNumbers.js";
import { fewerAxes, fewerOperands, smallerSizes } from "./smallerShapes.js";
import { settled, valuesOf } from "./valuation.js";

const respects = [
  (program: Program) => fewerSteps(program, valuesOf(program)),
  fewerResults,
  fewerOperands,
  fewerAxes,
  smallerSizes,
  simplerAttributes,
  simplerNumbers,
];

/** Smaller programs, the boldest first. The same program gives the same ones, in the same order. */
export function* shrink(program: Program): Generator<Program> {
  for (const smaller of respects) {
    for (const candidate of smaller(program)) {
      const sound = settled(candidate);
      if (sound !== undefined) yield sound;
    }
  }
}

/**
 * @file @heed/autograd: differentiation of everything that @heed/tensor computes, and the means to
 * check it.
 */
export { backpropagate, type BackwardOptions } from "./backward.js";
export type { Check } from "./checking/check.js";
export { checkGradient, type CheckOptions } from "./checking/checkGradient.js";
export { checks } from "./checking/checks.js";
export type { Differentiable } from "./checking/probe.js";
export type {
  CheckMode,
  CheckName,
  CheckOrder,
  CheckOutcome,
  Comparison,
  GradientReport,
  Guilty,
  Kink,
} from "./checking/gradientReport.js";
export { checkpoint } from "./checkpoint.js";
export { grad, valueAndGrad, vjp, type Pullback, type ValueAndGradient } from "./grad.js";
export { jvp, type ValueAndTangent } from "./jvp.js";
export { recordingOf, replay, type Recording } from "./recording.js";
export type { TapeNode } from "./tape.js";
export { disposeTree, leavesOf, mapTree, type Leaf } from "./tree.js";
export { noGrad, Variable, variable } from "./variable.js";

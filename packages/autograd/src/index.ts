/**
 * @file @heed/autograd: reverse-mode differentiation of everything that @heed/tensor computes.
 */
export { backpropagate, type BackwardOptions } from "./backward.js";
export { grad, valueAndGrad, vjp, type Pullback, type ValueAndGradient } from "./grad.js";
export { disposeTree, leavesOf, mapTree, type Leaf } from "./tree.js";
export { noGrad, Variable, variable } from "./variable.js";

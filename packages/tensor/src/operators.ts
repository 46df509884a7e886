/**
 * @file The list of operators. A new operator is one file in `ops/` and one name here; the
 * functions users call, the lift to the tape, the tests' rows and the explanations follow.
 */
export { add, div, mul, neg, pow, sub } from "./ops/arithmetic.js";
export { exp, log, sqrt, square } from "./ops/exponentials.js";
export { relu, sigmoid, softplus, tanh } from "./ops/activations.js";
export { abs, clamp, equal, greater, maximum, minimum, sign, where } from "./ops/comparison.js";
export { mean, sum, sumSquares, sumTo } from "./ops/sum.js";
export { argmax, max } from "./ops/max.js";
export { logSoftmax, logSumExp, softmax, softmaxVjp } from "./ops/softmax.js";
export { crossEntropy, crossEntropyVjp } from "./ops/crossEntropy.js";
export { matmul } from "./ops/matmul.js";
export { matmulSum } from "./ops/matmulSum.js";
export { affine } from "./ops/affine.js";
export { contiguous, expand, reshape, squeeze, unsqueeze } from "./ops/reshape.js";
export { flip, permute, slice, transpose } from "./ops/axes.js";
export { concat, pad, split, stack, unstack } from "./ops/joins.js";
export { gatherRows, oneHot, scatterRows } from "./ops/gather.js";
export { dropout, maskBits } from "./ops/dropout.js";
export { layerNorm } from "./ops/layerNorm.js";
export { layerNormVjp } from "./ops/layerNormVjp.js";
export { gruGates, gruGatesVjp } from "./ops/gru.js";
export { lstmGates, lstmGatesVjp } from "./ops/lstm.js";
export { additiveScore, additiveScoreVjp } from "./ops/additiveScore.js";
export { adam } from "./ops/adam.js";

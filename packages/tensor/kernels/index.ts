/**
 * @file What the compiled module exports: one function for each operator that has a kernel, under
 * the operator's name. Pointers are byte addresses, results come first.
 */
export { adam } from "./adam";
export { additiveScore, additiveScoreVjp, expTwice } from "./additiveScore";
export * from "./binary";
export { copy } from "./copy";
export { crossEntropy, crossEntropyVjp } from "./crossEntropy";
export { gatherRows, scatterRows } from "./gather";
export { gruGates, gruGatesVjp } from "./gru";
export { heapStart } from "./heapStart";
export { layerNorm, layerNormVjp } from "./layerNorm";
export { lstmGates, lstmGatesVjp } from "./lstm";
export { maskBits } from "./maskBits";
export {
  leftPanel,
  matmulBatch,
  matmulInPlace,
  matmulPacked,
  packLeft,
  packRight,
  readsInPlace,
  rightPanel,
} from "./matmul";
export { argmax, logSumExp, max, sum, sumSquares } from "./reduce";
export { logSoftmax, softmax, softmaxVjp } from "./softmax";
export * from "./unary";
export { where } from "./where";

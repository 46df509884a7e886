/**
 * @file The list of ways in which the truth fades out of what the decoder reads in training. A new
 * one is one file and one line here; the command line, the tests and the explanations read this list.
 */
export { constant } from "./training/truths/constant.js";
export { linear } from "./training/truths/linear.js";
export { exponential } from "./training/truths/exponential.js";
export { inverseSigmoid as "inverse-sigmoid" } from "./training/truths/inverseSigmoid.js";

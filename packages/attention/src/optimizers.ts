/**
 * @file The list of optimizers. A new one is one file and one line here; the command line, the tests
 * and the explanations read this list.
 */
export { sgd } from "./training/optimizers/sgd.js";
export { momentum } from "./training/optimizers/momentum.js";
export { adam } from "./training/optimizers/adam.js";
export { adamw } from "./training/optimizers/adamw.js";
export { adadelta } from "./training/optimizers/adadelta.js";

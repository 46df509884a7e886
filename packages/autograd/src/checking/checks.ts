/**
 * @file The list of checks, in the order in which they are done. A new check is one file (or one
 * function beside its kin) and one line here.
 */
export { deterministic, pure, typed } from "./repeatability.js";
export { differences } from "./differences.js";
export { linear } from "./linearity.js";
export { defined } from "./partial.js";
export { recorded } from "./recorded.js";
export { adjoint } from "./adjoint.js";
export { symmetric } from "./symmetry.js";

/**
 * @file The list of attention windows. A new window is one file and one line here; the command line,
 * the tests and the explanations read this list.
 */
export { global } from "./attention/windows/global.js";
export { localMonotonic as "local-m" } from "./attention/windows/localMonotonic.js";
export { localPredictive as "local-p" } from "./attention/windows/localPredictive.js";

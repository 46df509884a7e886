/**
 * @file The list of attention scores. A new score is one file and one line here; the command line,
 * the tests and the explanations read this list.
 */
export { additive } from "./attention/additive.js";

/**
 * @file The list of attention scores. A new score is one file and one line here; the command line,
 * the tests and the explanations read this list.
 */
export { additive } from "./attention/additive.js";
export { concat } from "./attention/concat.js";
export { cosine } from "./attention/cosine.js";
export { dot } from "./attention/dot.js";
export { general } from "./attention/general.js";
export { location } from "./attention/location.js";
export { normalizedAdditive as "normalized-additive" } from "./attention/normalizedAdditive.js";
export { scaledDot as "scaled-dot" } from "./attention/scaledDot.js";

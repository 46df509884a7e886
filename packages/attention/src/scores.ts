/**
 * @file The list of attention scores. A new score is one file and one line here; the command line,
 * the tests and the explanations read this list.
 */
export { additive } from "./attention/scores/additive.js";
export { concat } from "./attention/scores/concat.js";
export { cosine } from "./attention/scores/cosine.js";
export { dot } from "./attention/scores/dot.js";
export { general } from "./attention/scores/general.js";
export { location } from "./attention/scores/location.js";
export { normalizedAdditive as "normalized-additive" } from "./attention/scores/normalizedAdditive.js";
export { scaledDot as "scaled-dot" } from "./attention/scores/scaledDot.js";

/**
 * @file The list of readouts. A new one is one file and one line here; the command line, the tests
 * and the explanations read this list.
 */
export { attentional } from "./decoder/readouts/attentional.js";
export { contextGate as "context-gate" } from "./decoder/readouts/contextGate.js";
export { linear } from "./decoder/readouts/linear.js";
export { maxout } from "./decoder/readouts/maxout.js";

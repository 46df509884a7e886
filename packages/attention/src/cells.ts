/**
 * @file The list of recurrent cells. A new cell is one file and one line here; the command line,
 * the tests and the explanations read this list.
 */
export { gru } from "./cells/gru.js";
export { gruResetBefore } from "./cells/gruResetBefore.js";

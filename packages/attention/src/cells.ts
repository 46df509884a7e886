/**
 * @file The list of recurrent cells. A new cell is one file and one line here; the command line,
 * the tests and the explanations read this list.
 */
export { rnn } from "./cells/rnn.js";
export { gru } from "./cells/gru.js";
export { gruResetBefore } from "./cells/gruResetBefore.js";
export { lstm } from "./cells/lstm.js";
export { layerNormRnn } from "./cells/layerNormRnn.js";
export { layerNormGru } from "./cells/layerNormGru.js";
export { layerNormLstm } from "./cells/layerNormLstm.js";

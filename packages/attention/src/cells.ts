/**
 * @file The list of recurrent cells. A new cell is one file and one line here; the command line,
 * the tests and the explanations read this list.
 */
export { rnn } from "./cells/rnn.js";
export { gru } from "./cells/gru.js";
export { gruResetBefore as "gru-reset-before" } from "./cells/gruResetBefore.js";
export { lstm } from "./cells/lstm.js";
export { layerNormRnn as "layer-norm-rnn" } from "./cells/layerNormRnn.js";
export { layerNormGru as "layer-norm-gru" } from "./cells/layerNormGru.js";
export { layerNormLstm as "layer-norm-lstm" } from "./cells/layerNormLstm.js";

/**
 * @file The list of models without attention: the baselines with one context for the whole source.
 */
export { cho } from "./attention/fixedContexts/cho.js";
export { sutskever } from "./attention/fixedContexts/sutskever.js";

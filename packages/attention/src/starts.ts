/**
 * @file The list of starts. A new one is one file and one line here; the command line, the tests and
 * the explanations read this list.
 */
export { backward } from "./decoder/starts/backward.js";
export { bridge } from "./decoder/starts/bridge.js";
export { bridgeRelu as "bridge-relu" } from "./decoder/starts/bridgeRelu.js";
export { copy } from "./decoder/starts/copy.js";
export { learned } from "./decoder/starts/learned.js";
export { zero } from "./decoder/starts/zero.js";

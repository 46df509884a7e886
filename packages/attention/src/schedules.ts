/**
 * @file The list of schedules of the learning rate. A new one is one file and one line here; the
 * command line, the tests and the explanations read this list.
 */
export { constant } from "./training/schedules/constant.js";
export { cosine } from "./training/schedules/cosine.js";
export { exponential } from "./training/schedules/exponential.js";
export { noam } from "./training/schedules/noam.js";
export { plateau } from "./training/schedules/plateau.js";

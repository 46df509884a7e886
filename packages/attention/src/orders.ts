/**
 * @file The list of orders in which a decoder looks and steps. A new one is one file and one line
 * here; the command line, the tests and the explanations read this list.
 */
export { bahdanau } from "./decoder/orders/bahdanau.js";
export { luong } from "./decoder/orders/luong.js";
export { luongFeeding as "luong-feeding" } from "./decoder/orders/luongFeeding.js";

/**
 * @file The probability of the truth falls by the same factor with every update.
 *
 *   ε_i = base^i,  i updates were made before
 */
import type { Truth } from "./truth.js";

export const exponential: Truth<"base"> = {
  about: "The truth becomes less likely by the same factor with every update.",
  formula: "ε_i = base^i",
  from: "Bengio 2015, §2.4",
  settings: { base: { usual: 0.9999, least: 0, most: 1 } },
  probability: (n, { base }) => base ** (n - 1),
};

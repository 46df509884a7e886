/**
 * @file The probability of the truth stays near 1, falls, and stays near 0.
 *
 *   ε_i = k / (k + exp(i / k)),  i updates were made before: one half after k · log k
 */
import type { Truth } from "./truth.js";

export const inverseSigmoid: Truth<"k"> = {
  about: "The truth stays likely at first, then quickly gets unlikely.",
  formula: "ε_i = k / (k + exp(i / k))",
  from: "Bengio 2015, §2.4",
  settings: { k: { usual: 1000, least: 1, most: Infinity } },
  probability: (n, { k }) => k / (k + Math.exp((n - 1) / k)),
};

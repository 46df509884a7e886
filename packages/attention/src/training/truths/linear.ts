/**
 * @file The probability of the truth falls evenly.
 *
 *   ε_i = max(least, offset − slope · i),  i updates were made before
 */
import type { Truth } from "./truth.js";

export const linear: Truth<"least" | "offset" | "slope"> = {
  about: "The truth becomes less likely by the same amount with every update.",
  formula: "ε_i = max(least, offset − slope · i)",
  from: "Bengio 2015, §2.4",
  settings: {
    least: { usual: 0, least: 0, most: 1 },
    offset: { usual: 1, least: 0, most: Infinity },
    slope: { usual: 1e-4, least: 0, most: Infinity },
  },
  probability: (n, { least, offset, slope }) =>
    Math.min(1, Math.max(least, offset - slope * (n - 1))),
};

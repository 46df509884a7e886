/**
 * @file The truth is as likely at the end as at the beginning: 1 is teacher forcing (Williams &
 * Zipser 1989), 0 is free running.
 */
import type { Truth } from "./truth.js";

export const constant: Truth<"probability"> = {
  about: "The truth with one probability: always, unless it is set.",
  formula: "ε = probability",
  from: "Williams & Zipser 1989",
  settings: { probability: { usual: 1, least: 0, most: 1 } },
  probability: (_, { probability }) => probability,
};

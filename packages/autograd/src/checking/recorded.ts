/**
 * @file A gradient that is recorded, so that it can be differentiated again, is the same gradient.
 * A fused operator's own rule must say what the composition says that second derivatives go through.
 */
import type { Check, Finding } from "./check.js";
import { compareGradients } from "./rounding.js";

export const recorded: Check = {
  about: "a gradient on the tape is the same gradient",
  orders: [1],
  find({ probe, u, gradients, roundings }): Finding {
    const onTape = probe.pullBack(u, { createGraph: true });
    return { comparisons: compareGradients(probe, onTape, gradients, roundings, "when recorded") };
  },
};

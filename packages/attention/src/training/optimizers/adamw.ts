/**
 * @file Adam with decoupled weight decay: every parameter also shrinks by a share of itself, which
 * the sizes of the gradients have no part in (Loshchilov & Hutter 2019, Algorithm 2).
 *
 *   p' = p − η (m̂ / (√v̂ + ε) + λ p),  λ the weight decay, m̂ and v̂ as in `adam.ts`
 */
import { ops } from "@heed/tensor";
import { adam } from "./adam.js";
import type { Optimizer } from "./optimizer.js";

export const adamw: Optimizer<"beta1" | "beta2" | "epsilon" | "weightDecay"> = {
  about: "Adam, and every weight decays by a share of itself.",
  formula: "p' = p − η (m̂ / (√v̂ + ε) + λ p)",
  from: "Loshchilov & Hutter 2019, Algorithm 2",
  settings: { ...adam.settings, weightDecay: { usual: 0.01, least: 0, most: 1 } },
  usualRate: adam.usualRate,
  slots: adam.slots,
  update: (p, g, [m, v], { clip, learningRate, step }, { beta1, beta2, epsilon, weightDecay }) =>
    ops.adam(p, g, m, v, clip, { learningRate, step, beta1, beta2, epsilon, weightDecay }),
};

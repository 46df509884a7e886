/**
 * @file Adam: each number of a gradient is measured by its own size over the last updates, so that
 * every parameter moves by about η (Kingma & Ba 2015, Algorithm 1).
 *
 *   m' = β1 m + (1−β1) g,  v' = β2 v + (1−β2) g²
 *   p' = p − η m̂ / (√v̂ + ε),  m̂ = m' / (1−β1ᵗ),  v̂ = v' / (1−β2ᵗ)
 */
import { ops } from "@heed/tensor";
import type { Optimizer } from "./optimizer.js";

export const adam: Optimizer<"beta1" | "beta2" | "epsilon"> = {
  about: "Every number moves by about the learning rate, however large its gradient.",
  formula: "p' = p − η m̂ / (√v̂ + ε)",
  from: "Kingma & Ba 2015, Algorithm 1",
  settings: {
    beta1: { usual: 0.9, least: 0, most: 0.999999 },
    beta2: { usual: 0.999, least: 0, most: 0.999999 },
    epsilon: { usual: 1e-8, least: 1e-20, most: 1 },
  },
  usualRate: 0.001,
  slots: ["m", "v"],
  update: (p, g, [m, v], { clip, learningRate, step }, { beta1, beta2, epsilon }) =>
    ops.adam(p, g, m, v, clip, { learningRate, step, beta1, beta2, epsilon, weightDecay: 0 }),
};

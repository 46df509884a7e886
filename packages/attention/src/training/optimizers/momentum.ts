/**
 * @file Gradient descent with momentum, the heavy ball: gradients add up along a direction that
 * they agree on, up to 1 / (1 − μ) times, and cancel out across it.
 *
 *   b' = μ b + g,  p' = p − η b',  μ the momentum
 */
import { ops } from "@heed/tensor";
import type { Optimizer } from "./optimizer.js";

export const momentum: Optimizer<"momentum"> = {
  about: "Gradient descent that keeps its speed, as a heavy ball does.",
  formula: "b' = μ b + g, p' = p − η b'",
  from: "Polyak 1964",
  settings: { momentum: { usual: 0.9, least: 0, most: 1 } },
  usualRate: 0.01,
  slots: ["b"],
  update: (p, gradient, [b], { learningRate, clip }, { momentum }) => {
    const g = ops.mul(gradient, clip);
    const nextB = ops.add(ops.mul(b, momentum), g);
    return [ops.sub(p, ops.mul(nextB, learningRate)), nextB];
  },
};

/**
 * @file Stochastic gradient descent: down the slope, and nothing remembered.
 *
 *   p' = p − η g
 */
import { ops } from "@heed/tensor";
import type { Optimizer } from "./optimizer.js";

export const sgd: Optimizer<never> = {
  about: "Stochastic gradient descent: a step down the slope.",
  formula: "p' = p − η g",
  from: "Robbins & Monro 1951",
  settings: {},
  usualRate: 0.1,
  slots: [],
  update: (p, gradient, _, { learningRate, clip }) => {
    const g = ops.mul(gradient, clip);
    return [ops.sub(p, ops.mul(g, learningRate))];
  },
};

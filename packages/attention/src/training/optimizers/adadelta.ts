/**
 * @file Adadelta: a step has the size of the steps before, so that it has the parameter's units and
 * needs no learning rate (Zeiler 2012, Algorithm 1). Bahdanau 2015, B.2, trained with it: ε = 10⁻⁶,
 * ρ = 0.95.
 *
 *   G' = ρ G + (1−ρ) g²,  Δ = −√(D + ε) / √(G' + ε) · g
 *   D' = ρ D + (1−ρ) Δ²,  p' = p + η Δ
 */
import { ops, type Operand } from "@heed/tensor";
import type { Optimizer } from "./optimizer.js";

export const adadelta: Optimizer<"rho" | "epsilon"> = {
  about: "Steps as large as the steps before; Bahdanau's choice.",
  formula: "p' = p − η √(D + ε) / √(G' + ε) · g",
  from: "Zeiler 2012, Algorithm 1",
  settings: {
    rho: { usual: 0.95, least: 0, most: 1 },
    epsilon: { usual: 1e-6, least: 1e-20, most: 1 },
  },
  usualRate: 1,
  slots: ["squaredGradient", "squaredStep"],
  update: (p, gradient, [G, D], { learningRate, clip }, { rho, epsilon }) => {
    const g = ops.mul(gradient, clip);
    const mix = (before: Operand, now: Operand): Operand =>
      ops.add(ops.mul(before, rho), ops.mul(ops.square(now), 1 - rho));
    const nextG = mix(G, g);
    const ratio = ops.div(ops.add(D, epsilon), ops.add(nextG, epsilon));
    const step = ops.mul(ops.sqrt(ratio), g);
    return [ops.sub(p, ops.mul(step, learningRate)), nextG, mix(D, step)];
  },
};

/**
 * @file One update of Adam (Kingma & Ba 2015, Algorithm 1), with decoupled weight decay
 * (Loshchilov & Hutter 2019, Algorithm 2) and gradient clipping in the same pass.
 *
 *   g ← c · g,  m' = β1 m + (1−β1) g,  v' = β2 v + (1−β2) g²
 *   p' = p − η (m' / (1−β1ᵗ) / (√(v' / (1−β2ᵗ)) + ε) + λ p)
 *
 * p parameters, g their gradient, m and v the moments; c is one number, the clipping factor.
 */
import { ShapeError } from "../errors.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { defineOp, type Operator } from "../op.js";
import { formatShape, sameShape, sizeOf } from "../shape.js";

/** The settings of one Adam update. */
export interface AdamAttributes {
  /** η */
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  /** ε */
  readonly epsilon: number;
  /** λ */
  readonly weightDecay: number;
  /** t, from 1 on. */
  readonly step: number;
}

// 1−β is given, not computed: in float32, 1 − 0.999 keeps 16 bits of 24.
const firstMomentCells = defineKernel(
  "adamFirstMoment",
  function (this: KernelThis, m: Cells, g: Cells, c: Cells, beta1: number, rest: number): number {
    return beta1 * m[this.thread.x] + rest * c[0] * g[this.thread.x];
  },
);

const secondMomentCells = defineKernel(
  "adamSecondMoment",
  function (this: KernelThis, v: Cells, g: Cells, c: Cells, beta2: number, rest: number): number {
    const clipped = c[0] * g[this.thread.x];
    return beta2 * v[this.thread.x] + rest * clipped * clipped;
  },
);

const parameterCells = defineKernel(
  "adamParameter",
  function (
    this: KernelThis,
    p: Cells,
    m: Cells,
    v: Cells,
    rate: number,
    decay: number,
    correction1: number,
    correction2: number,
    epsilon: number,
  ): number {
    const i = this.thread.x;
    const step = m[i] / correction1 / (Math.sqrt(v[i] / correction2) + epsilon);
    return p[i] - rate * (step + decay * p[i]);
  },
);

export const adam: Operator<5, AdamAttributes, "several"> = defineOp({
  name: "adam",
  about: "The next parameters and moments of Adam: returns p', m', v'.",
  formula: "p' = p − η (m̂ / (√v̂ + ε) + λ p)",
  derivative: "none: an optimiser's step is not trained through",
  from: "Kingma & Ba 2015, Algorithm 1; Loshchilov & Hutter 2019, Algorithm 2",
  operands: ["parameters", "gradient", "m", "v", "clip"],
  arity: 5,
  returns: "several",
  keeps: "nothing",
  shapes: ([p, g, m, v, c]) => {
    if (![g, m, v].every((shape) => sameShape(shape, p)) || sizeOf(c) !== 1) {
      throw new ShapeError(
        "adam",
        "gradient and moments must have the parameters' shape, and clip one element",
        [p, g, m, v, c].map(formatShape).join(", "),
      );
    }
    return [p, m, v];
  },
  flops: ([p]) => 14 * sizeOf(p),
  forward: (launch, [p, g, m, v, c], attributes) => {
    const { learningRate, beta1, beta2, epsilon, weightDecay, step } = attributes;
    const nextM = launch(firstMomentCells, [p.size], {}, m, g, c, beta1, 1 - beta1);
    const nextV = launch(secondMomentCells, [p.size], {}, v, g, c, beta2, 1 - beta2);
    const corrections = [1 - beta1 ** step, 1 - beta2 ** step];
    const numbers = [learningRate, weightDecay, ...corrections, epsilon];
    const nextP = launch(parameterCells, [p.size], {}, p, nextM, nextV, ...numbers);
    return [nextP, nextM, nextV];
  },
  sample: (draw) => {
    const shape = draw.shape(0, 2);
    return {
      inputs: [
        { shape, domain: "real" },
        { shape, domain: "real" },
        { shape, domain: "real" },
        { shape, domain: "positive" },
        { shape: [], domain: "positive" },
      ],
      attributes: {
        learningRate: 0.01,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weightDecay: draw.pick([0, 0.1]),
        step: draw.integer(1, 100),
      },
    };
  },
});

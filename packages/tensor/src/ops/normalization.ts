/**
 * @file Dropout (Srivastava et al. 2014) and layer normalisation (Ba, Kiros & Hinton 2016, Eq. 4),
 * written with other operators: their derivatives follow from those.
 */
import { ShapeError } from "../errors.js";
import { defineOp, type Operator } from "../op.js";
import { Random } from "../random.js";
import { formatShape, sameShape, sizeOf } from "../shape.js";
import { Tensor } from "../tensor.js";

/** Probability of dropping an element, and the seed of the mask. */
export interface DropoutAttributes {
  /** In [0, 1). */
  readonly rate: number;
  readonly seed: number;
}

export const dropout: Operator<1, DropoutAttributes, "one"> = defineOp({
  name: "dropout",
  about: "Each element dropped with a probability, the others scaled up to keep the mean.",
  formula: "y = x ∘ m / (1 − rate), m ∈ {0, 1} drawn from the seed",
  derivative: "dX = dY ∘ m / (1 − rate)",
  from: "Srivastava et al. 2014, in the inverted form",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "nothing",
  shapes: ([x], { rate }) => {
    if (!(rate >= 0 && rate < 1)) {
      throw new ShapeError("dropout", "0 ≤ rate < 1 must hold", String(rate));
    }
    return [x];
  },
  flops: ([x]) => sizeOf(x),
  composition: ([x], { rate, seed }, ops) => {
    const random = new Random(seed);
    const scaled = Array.from({ length: sizeOf(x.shape) }, () =>
      random.uniform() < rate ? 0 : 1 / (1 - rate),
    );
    const mask = new Tensor(x.value.backend.allocate(x.dtype, scaled.length, scaled), x.shape);
    return ops.mul(x, mask);
  },
  sample: (draw) => ({
    inputs: [{ shape: draw.shape(0, 3), domain: "real" }],
    attributes: { rate: draw.pick([0, 0.5]), seed: draw.integer(0, 1000) },
  }),
});

/** Added to the variance, so that a constant row stays finite; 1e-5 unless said. */
export interface LayerNormAttributes {
  readonly epsilon?: number;
}

export const layerNorm: Operator<3, LayerNormAttributes, "one"> = defineOp({
  name: "layerNorm",
  about:
    "The last axis shifted to mean 0 and scaled to variance 1, then by a learnt gain and bias.",
  formula: "y = g ∘ (x − μ) / √(σ² + ε) + b, μ and σ² of the last axis",
  derivative: "that of its composition",
  from: "Ba, Kiros & Hinton 2016, Eq. 4",
  operands: ["x", "gain", "bias"],
  arity: 3,
  returns: "one",
  keeps: "inputs",
  shapes: ([x, gain, bias]) => {
    const row = x.slice(-1);
    if (x.length === 0 || !sameShape(gain, row) || !sameShape(bias, row)) {
      throw new ShapeError(
        "layerNorm",
        "gain and bias must be as long as the last axis",
        `x ${formatShape(x)}, gain ${formatShape(gain)}, bias ${formatShape(bias)}`,
      );
    }
    return [x];
  },
  flops: ([x]) => 8 * sizeOf(x),
  composition: ([x, gain, bias], { epsilon = 1e-5 }, ops) => {
    const centred = ops.sub(x, ops.mean(x, { axes: [-1], keepDims: true }));
    const variance = ops.mean(ops.square(centred), { axes: [-1], keepDims: true });
    const unit = ops.div(centred, ops.sqrt(ops.add(variance, epsilon)));
    return ops.add(ops.mul(unit, gain), bias);
  },
  sample: (draw) => {
    const shape = draw.shape(1, 3, 2);
    const row = shape.slice(-1);
    return {
      inputs: [
        { shape, domain: "distinct" },
        { shape: row, domain: "real" },
        { shape: row, domain: "real" },
      ],
    };
  },
});

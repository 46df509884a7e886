/**
 * @file Layer normalisation, fused (Ba, Kiros & Hinton 2016, Eq. 4).
 *
 *   forward  y = g ∘ x̂ + b,  x̂[n,c] = (x[n,c] − μ[n]) / σ[n]
 *            μ[n] = mean_c x[n,c],  σ[n]² = mean_c (x[n,c] − μ[n])² + ε
 *
 * N rows (leading axes folded), C cells a row. A row has T parts of equal length L, part t being
 * every T-th cell from t on; m[t] and v[t] are the means of a part's x and (x − m[t])²:
 *
 *   μ = mean_t m,  σ² = mean_t (v + (m − μ)²) + ε
 *
 * (Chan, Golub & LeVeque 1983, Eq. 2.1). So a thread goes through a part, or through all parts, and
 * never squares more than a distance from a mean: no digits cancel. The vjp: layerNormVjp.ts.
 */
import { ShapeError } from "../errors.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { asMatrix, launchRows } from "../matrices.js";
import { partsOf, rowsSample, standardized, type LayerNormAttributes } from "../normalizedRows.js";
import { defineOp, type Operator } from "../op.js";
import { formatShape, sameShape, sizeOf } from "../shape.js";

/** Side by side, T columns each: m and v. */
const partCells = defineKernel(
  "layerNormParts",
  function (this: KernelThis, x: Cells, xOffset: number): number {
    const T = this.constants.T;
    const column = Math.floor((this.thread.x + 0.5) / T);
    const start = xOffset + this.thread.y * this.constants.xRow + this.thread.x - column * T;
    let m = 0;
    for (let i = 0; i < this.constants.L; i++) {
      m += x[start + i * T];
    }
    m = m / this.constants.L;
    if (column === 0) {
      return m;
    }
    let squares = 0;
    for (let i = 0; i < this.constants.L; i++) {
      const off = x[start + i * T] - m;
      squares += off * off;
    }
    return squares / this.constants.L;
  },
);

/** Where parts are single cells, they are x itself. */
const outputCells = defineKernel(
  "layerNorm",
  function (
    this: KernelThis,
    x: Cells,
    parts: Cells,
    gain: Cells,
    bias: Cells,
    xOffset: number,
    partsOffset: number,
    gainOffset: number,
    biasOffset: number,
    epsilon: number,
  ): number {
    const T = this.constants.T;
    const start = partsOffset + this.thread.y * this.constants.partsRow;
    let mean = 0;
    for (let t = 0; t < this.constants.T; t++) {
      mean += parts[start + t];
    }
    mean = mean / this.constants.T;
    let variance = 0;
    for (let t = 0; t < this.constants.T; t++) {
      const off = parts[start + t] - mean;
      variance += off * off;
      if (this.constants.L > 1) {
        variance += parts[start + T + t];
      }
    }
    variance = variance / this.constants.T;
    const off = x[xOffset + this.thread.y * this.constants.xRow + this.thread.x] - mean;
    const unit = off / Math.sqrt(variance + epsilon);
    return gain[gainOffset + this.thread.x] * unit + bias[biasOffset + this.thread.x];
  },
);

export const layerNorm: Operator<3, LayerNormAttributes, "one"> = defineOp({
  name: "layerNorm",
  about:
    "The last axis shifted to mean 0 and scaled to variance 1, then by a learnt gain and bias.",
  formula: "y = g ∘ (x − μ) / √(σ² + ε) + b, μ and σ² of the last axis",
  derivative: "dX = (d − mean d − x̂ mean(d ∘ x̂)) / √(σ² + ε), d = dY ∘ g, dG = Σ dY ∘ x̂, dB = Σ dY",
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
  forward: (launch, inputs, { epsilon = 1e-5 }) => {
    const [x, gain, bias] = inputs.map(asMatrix);
    const [N, C] = x.shape;
    const sizes = partsOf(C);
    const { T } = sizes;
    const parts = T === C ? x : launchRows(launch, partCells, [N, 2 * T], sizes, { x });
    return launchRows(launch, outputCells, [N, C], sizes, { x, parts, gain, bias }, epsilon);
  },
  vjp: ({ inputs: [x, gain], cotangent, attributes }, ops) =>
    ops.layerNormVjp(x, gain, cotangent, attributes),
  composition: ([x, gain, bias], attributes, ops) =>
    ops.add(ops.mul(standardized(x, attributes, ops).unit, gain), bias),
  sample: (draw) => {
    const { inputs } = rowsSample(draw);
    return { inputs: [...inputs, inputs[1]] };
  },
});

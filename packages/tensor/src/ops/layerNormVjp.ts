/**
 * @file The gradients of layer normalisation, fused.
 *
 *   d = dY ∘ g,  dX[n,c] = (d[n,c] − mean_c d − x̂[n,c] mean_c (d ∘ x̂)) / σ[n]
 *   dG[c] = Σ_n dY[n,c] x̂[n,c],  dB[c] = Σ_n dY[n,c]
 *
 * N rows, C cells, T parts of L cells, x̂, μ, σ, m and v as in layerNorm.ts; μ and σ are computed
 * again. What rows have on average comes from what parts have:
 *
 *   mean_c d = mean_t d,  mean_c (d ∘ x̂) = mean_t (d (x − m) + d (m − μ)) / σ
 *
 * where d and d (x − m) on the right are the means of a part.
 */
import { ShapeError } from "../errors.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { asMatrix, columnsOf, launchRows } from "../matrices.js";
import { partsOf, rowsSample, standardized, type LayerNormAttributes } from "../normalizedRows.js";
import { defineOp, type Operator } from "../op.js";
import { reduceAxes, sumRows } from "../rows.js";
import { formatShape, rowMajorStrides, sameShape, sizeOf } from "../shape.js";

/** Side by side, T columns each: m, v, and the means of a part's d and d (x − m). */
const vjpPartCells = defineKernel(
  "layerNormVjpParts",
  function (
    this: KernelThis,
    x: Cells,
    gain: Cells,
    dY: Cells,
    xOffset: number,
    gainOffset: number,
    dYOffset: number,
  ): number {
    const T = this.constants.T;
    const column = Math.floor((this.thread.x + 0.5) / T);
    const t = this.thread.x - column * T;
    const start = xOffset + this.thread.y * this.constants.xRow + t;
    const dStart = dYOffset + this.thread.y * this.constants.dYRow + t;
    let m = 0;
    for (let i = 0; i < this.constants.L; i++) {
      m += x[start + i * T];
    }
    m = m / this.constants.L;
    if (column === 0) {
      return m;
    }
    let total = 0;
    for (let i = 0; i < this.constants.L; i++) {
      const off = x[start + i * T] - m;
      const d = gain[gainOffset + t + i * T] * dY[dStart + i * T];
      if (column === 1) {
        total += off * off;
      }
      if (column === 2) {
        total += d;
      }
      if (column === 3) {
        total += d * off;
      }
    }
    return total / this.constants.L;
  },
);

/** Side by side, C columns each: dX, and what each row adds to dG and to dB. */
const gradientCells = defineKernel(
  "layerNormVjp",
  function (
    this: KernelThis,
    x: Cells,
    parts: Cells,
    gain: Cells,
    dY: Cells,
    xOffset: number,
    partsOffset: number,
    gainOffset: number,
    dYOffset: number,
    epsilon: number,
  ): number {
    const T = this.constants.T;
    const C = this.constants.C;
    const column = Math.floor((this.thread.x + 0.5) / C);
    const c = this.thread.x - column * C;
    const start = partsOffset + this.thread.y * this.constants.partsRow;
    const dStart = dYOffset + this.thread.y * this.constants.dYRow;
    if (column === 2) {
      return dY[dStart + c];
    }
    let mean = 0;
    for (let t = 0; t < this.constants.T; t++) {
      mean += parts[start + t];
    }
    mean = mean / this.constants.T;
    let variance = 0;
    let level = 0;
    let tilt = 0;
    for (let t = 0; t < this.constants.T; t++) {
      const off = parts[start + t] - mean;
      variance += off * off;
      if (this.constants.L > 1) {
        const d = parts[start + 2 * T + t];
        variance += parts[start + T + t];
        level += d;
        tilt += d * off + parts[start + 3 * T + t];
      } else {
        const d = gain[gainOffset + t] * dY[dStart + t];
        level += d;
        tilt += d * off;
      }
    }
    const sigma = Math.sqrt(variance / this.constants.T + epsilon);
    const unit = (x[xOffset + this.thread.y * this.constants.xRow + c] - mean) / sigma;
    if (column === 1) {
      return dY[dStart + c] * unit;
    }
    const d = gain[gainOffset + c] * dY[dStart + c];
    return (d - level / this.constants.T - (unit * tilt) / (sigma * this.constants.T)) / sigma;
  },
);

export const layerNormVjp: Operator<3, LayerNormAttributes, "several"> = defineOp({
  name: "layerNormVjp",
  about: "The gradients of layerNorm by its operand, gain and bias.",
  formula: "dX = (d − mean d − x̂ mean(d ∘ x̂)) / √(σ² + ε), d = dY ∘ g, dG = Σ dY ∘ x̂, dB = Σ dY",
  derivative: "through its composition",
  operands: ["x", "gain", "dY"],
  arity: 3,
  returns: "several",
  keeps: "inputs",
  shapes: ([x, gain, dY]) => {
    if (x.length === 0 || !sameShape(gain, x.slice(-1)) || !sameShape(dY, x)) {
      throw new ShapeError(
        "layerNormVjp",
        "gain must be as long as the last axis, dY as large as x",
        `x ${formatShape(x)}, gain ${formatShape(gain)}, dY ${formatShape(dY)}`,
      );
    }
    return [x, gain, gain];
  },
  flops: ([x]) => 18 * sizeOf(x),
  forward: (launch, inputs, { epsilon = 1e-5 }) => {
    const [{ shape }] = inputs;
    const [x, gain, dY] = inputs.map(asMatrix);
    const [N, C] = x.shape;
    const sizes = partsOf(C);
    const { T } = sizes;
    const parts =
      T === C ? x : launchRows(launch, vjpPartCells, [N, 4 * T], sizes, { x, gain, dY });
    const operands = { x, parts, gain, dY };
    const cells = launchRows(launch, gradientCells, [N, 3 * C], sizes, operands, epsilon);
    const sums = reduceAxes(launch, sumRows, columnsOf(cells, C, 2 * C), [0]);
    // Rows of dX are as far apart as those of `cells`.
    const strides = rowMajorStrides(shape).map((stride, d) =>
      d === shape.length - 1 ? 1 : 3 * stride,
    );
    return [cells.view(shape, strides), sums.view([C], [1]), sums.view([C], [1], C)];
  },
  composition: ([x, gain, dY], attributes, ops) => {
    const { unit, sigma } = standardized(x, attributes, ops);
    const d = ops.mul(dY, gain);
    const level = ops.mean(d, { axes: [-1], keepDims: true });
    const tilt = ops.mean(ops.mul(d, unit), { axes: [-1], keepDims: true });
    return [
      ops.div(ops.sub(ops.sub(d, level), ops.mul(unit, tilt)), sigma),
      ops.sumTo(ops.mul(dY, unit), gain),
      ops.sumTo(dY, gain),
    ];
  },
  sample: (draw) => {
    const { inputs } = rowsSample(draw);
    return { inputs: [...inputs, { shape: inputs[0].shape, domain: "real" }] };
  },
});

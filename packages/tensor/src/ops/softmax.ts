/**
 * @file Softmax over the last axis (attention weights from scores: Bahdanau 2015 Eq. 6), its
 * logarithm, and the logarithm of its denominator.
 *
 *   z[n] = log Σ_c exp(e[n,c]),  α[n,c] = exp(e[n,c] − z[n]),  log α[n,c] = e[n,c] − z[n]
 *
 * N rows (leading axes folded), C cells a row; dα is the cotangent of α. A position is masked by a
 * score of −Infinity: its weight is exactly 0. A row that is masked everywhere has weights 0, not
 * NaN, and passes no gradient.
 */
import type { ReduceAttributes } from "../attributes.js";
import { ShapeError } from "../errors.js";
import { defineKernel, type Cells, type Kernel, type KernelThis } from "../kernel.js";
import { defineOp, type NoAttributes, type Operator } from "../op.js";
import {
  asRows,
  logSumExpRows,
  nonEmptyReduction,
  reduceAxes,
  reductionSample,
  shortRow,
} from "../rows.js";
import {
  formatShape,
  normalizeAxes,
  reducedShape,
  sameShape,
  sizeOf,
  type Shape,
} from "../shape.js";

interface RowThis extends KernelThis {
  readonly value: (score: number, z: number) => number;
}

/** `value` of each score and of its row's z. */
function shortRows(name: string, value: RowThis["value"]): Kernel {
  return defineKernel(name, shortRowCells, { functions: { value } });
}

function shortRowCells(this: RowThis, e: Cells): number {
  const start = this.thread.y * this.constants.C;
  let top = e[start];
  for (let c = 1; c < this.constants.C; c++) {
    top = Math.max(top, e[start + c]);
  }
  // Of a row that is masked everywhere: leaves −Infinity as it is, and makes a weight of it 0.
  let z = 0;
  if (top >= -3.4e38) {
    let total = 0;
    for (let c = 0; c < this.constants.C; c++) {
      total += Math.exp(e[start + c] - top);
    }
    z = top + Math.log(total);
  }
  return this.value(e[start + this.thread.x], z);
}

const softmaxShortRows = shortRows("softmaxShortRows", function (score: number, z: number): number {
  return Math.exp(score - z);
});

const logSoftmaxShortRows = shortRows(
  "logSoftmaxShortRows",
  function (score: number, z: number): number {
    return score - z;
  },
);

const normalize = defineKernel(
  "softmaxCells",
  function (this: KernelThis, e: Cells, z: Cells): number {
    const score = e[this.thread.y * this.constants.C + this.thread.x];
    if (score < -3.4e38) {
      return 0;
    }
    return Math.exp(score - z[this.thread.y]);
  },
);

const logNormalize = defineKernel(
  "logSoftmaxCells",
  function (this: KernelThis, e: Cells, z: Cells): number {
    const score = e[this.thread.y * this.constants.C + this.thread.x];
    if (score < -3.4e38) {
      return score;
    }
    return score - z[this.thread.y];
  },
);

export const softmax: Operator<1, NoAttributes, "one"> = defineOp({
  name: "softmax",
  about: "Weights ≥ 0 that sum to 1 along the last axis, larger where the score is larger.",
  formula: "α_nc = exp(e_nc − z_n), z_n = log Σ_c exp e_nc",
  derivative: "dE = α ∘ (dα − Σ_c dα_nc α_nc): reads α alone, so the scores need not be kept",
  from: "Bahdanau 2015, Eq. 6",
  operands: ["scores"],
  arity: 1,
  returns: "one",
  keeps: "output",
  shapes: ([e]) => rowsShape("softmax", e),
  flops: ([e]) => 5 * sizeOf(e),
  forward: (launch, [e]) => {
    const [N, C] = asRows(e.shape);
    if (C === 0) return e;
    if (C <= shortRow) return launch(softmaxShortRows, [N, C], { C }, e);
    const z = reduceAxes(launch, logSumExpRows, e, [e.ndim - 1]);
    return launch(normalize, [N, C], { C }, e, z);
  },
  vjp: ({ cotangent, output }, ops) => [ops.softmaxVjp(output, cotangent)],
  sample: (draw) => ({ inputs: [{ shape: draw.shape(1, 3), domain: "real" }] }),
});

export const softmaxVjp: Operator<2, NoAttributes, "one"> = defineOp({
  name: "softmaxVjp",
  about: "The gradient of softmax by its scores, from the weights that it gave.",
  formula: "dE = α ∘ (dα − Σ_c dα_nc α_nc)",
  derivative: "through its composition",
  operands: ["weights", "dWeights"],
  arity: 2,
  returns: "one",
  keeps: "inputs",
  shapes: ([weights, dWeights]) => {
    if (!sameShape(weights, dWeights)) {
      throw new ShapeError(
        "softmaxVjp",
        "there must be one dWeights for each weight",
        `${formatShape(dWeights)} for ${formatShape(weights)}`,
      );
    }
    return rowsShape("softmaxVjp", weights);
  },
  flops: ([weights]) => 4 * sizeOf(weights),
  composition: ([weights, dWeights], _, ops) => {
    const total = ops.sum(ops.mul(dWeights, weights), { axes: [-1], keepDims: true });
    return ops.mul(weights, ops.sub(dWeights, total));
  },
  sample: (draw) => {
    const shape = draw.shape(1, 3);
    return {
      inputs: [
        { shape, domain: "real" },
        { shape, domain: "real" },
      ],
    };
  },
});

export const logSoftmax: Operator<1, NoAttributes, "one"> = defineOp({
  name: "logSoftmax",
  about: "The logarithm of softmax along the last axis, without computing small weights first.",
  formula: "y_nc = e_nc − log Σ_c exp e_nc",
  derivative: "dE = dY − exp(y) ∘ Σ_c dY_nc",
  operands: ["scores"],
  arity: 1,
  returns: "one",
  keeps: "output",
  shapes: ([e]) => rowsShape("logSoftmax", e),
  flops: ([e]) => 5 * sizeOf(e),
  forward: (launch, [e]) => {
    const [N, C] = asRows(e.shape);
    if (C === 0) return e;
    if (C <= shortRow) return launch(logSoftmaxShortRows, [N, C], { C }, e);
    const z = reduceAxes(launch, logSumExpRows, e, [e.ndim - 1]);
    return launch(logNormalize, [N, C], { C }, e, z);
  },
  vjp: ({ cotangent, output }, ops) => {
    const total = ops.sum(cotangent, { axes: [-1], keepDims: true });
    return [ops.sub(cotangent, ops.mul(ops.exp(output), total))];
  },
  sample: (draw) => ({ inputs: [{ shape: draw.shape(1, 3), domain: "real" }] }),
});

export const logSumExp: Operator<1, ReduceAttributes, "one"> = defineOp({
  name: "logSumExp",
  about: "The logarithm of a sum of exponentials over some axes, safe from overflow.",
  formula: "z = log Σ exp x = m + log Σ exp(x − m), m = max x",
  derivative: "dX = dZ ∘ exp(x − z)",
  from: "Blanchard, Higham & Higham 2021, Eq. 3.1",
  operands: ["x"],
  arity: 1,
  returns: "one",
  keeps: "inputs and output",
  shapes: ([x], attributes) => [nonEmptyReduction("logSumExp", x, attributes)],
  flops: ([x]) => 4 * sizeOf(x),
  forward: (launch, [x], { axes }) => {
    return reduceAxes(launch, logSumExpRows, x, normalizeAxes("logSumExp", axes, x.ndim));
  },
  vjp: ({ cotangent, inputs: [x], output, attributes }, ops) => {
    const axes = normalizeAxes("logSumExp", attributes.axes, x.shape.length);
    const shape = reducedShape(x.shape, axes, true);
    // A row of −Infinity has z = −Infinity; a floor under z makes its weights 0 rather than NaN.
    const z = ops.maximum(ops.reshape(output, { shape }), -3.4e38);
    return [ops.mul(ops.reshape(cotangent, { shape }), ops.exp(ops.sub(x, z)))];
  },
  sample: (draw) => reductionSample(draw, "real", 1),
});

function rowsShape(where: string, e: Shape): [Shape] {
  if (e.length === 0) {
    throw new ShapeError(where, "there must be an axis to sum to 1 over", formatShape(e));
  }
  return [e];
}

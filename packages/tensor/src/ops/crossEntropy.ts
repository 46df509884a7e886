/**
 * @file Cross-entropy of integer targets from logits, with label smoothing
 * (Szegedy et al. 2016, §7): the softmax is never stored.
 *
 *   q[n,v]   = (1 − ε) [target_n = v] + ε / V           the smoothed target
 *   forward  ℓ[n] = z[n] − Σ_v q[n,v] x[n,v],           z[n] = log Σ_v exp x[n,v]
 *                 = (1 − ε) (−log p[n,target_n]) + ε / V Σ_v −log p[n,v],  p = softmax x
 *   vjp      dX[n,v] = dℓ[n] (exp(x[n,v] − z[n]) − q[n,v])
 *
 * N rows (leading axes folded), V classes. A row whose target is `ignoreIndex` has loss 0 and
 * gradient 0: so padding costs nothing. A target that is no class is refused with `IndexError` by
 * `simd` and `reference`; on a GPU, which would have to be waited for, its row has loss and gradient
 * 0 as if it were ignored.
 */
import type { Algebra } from "../algebra.js";
import { ShapeError } from "../errors.js";
import { checkIndices } from "../indices.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { defineOp, type Draw, type Operator, type Sample } from "../op.js";
import type { Operand } from "../operand.js";
import { asRows, logSumExpRows, reduceAxes } from "../rows.js";
import { formatShape, sameShape, sizeOf, type Shape } from "../shape.js";

/** Which target does not count, and how much of the probability is spread over all classes. */
export interface CrossEntropyAttributes {
  readonly ignoreIndex?: number | undefined;
  /** ε in [0, 1); 0 unless said. */
  readonly labelSmoothing?: number;
}

const lossCells = defineKernel(
  "crossEntropy",
  function (
    this: KernelThis,
    x: Cells,
    targets: Cells,
    z: Cells,
    ignoreIndex: number,
    labelSmoothing: number,
  ): number {
    const n = this.thread.x;
    if (targets[n] === ignoreIndex || targets[n] < 0 || targets[n] >= this.constants.V) {
      return 0;
    }
    const start = n * this.constants.V;
    const hit = z[n] - x[start + targets[n]];
    // Apart, since 0 times the infinite surprise of a masked class is not 0.
    if (labelSmoothing === 0) {
      return hit;
    }
    let spread = 0;
    for (let v = 0; v < this.constants.V; v++) {
      spread += z[n] - x[start + v];
    }
    return (1 - labelSmoothing) * hit + (labelSmoothing / this.constants.V) * spread;
  },
);

const gradientCells = defineKernel(
  "crossEntropyVjp",
  function (
    this: KernelThis,
    x: Cells,
    targets: Cells,
    dLoss: Cells,
    z: Cells,
    ignoreIndex: number,
    labelSmoothing: number,
  ): number {
    const n = this.thread.y;
    if (targets[n] === ignoreIndex || targets[n] < 0 || targets[n] >= this.constants.V) {
      return 0;
    }
    const weight = Math.exp(x[n * this.constants.V + this.thread.x] - z[n]);
    const hit = targets[n] === this.thread.x ? 1 - labelSmoothing : 0;
    return dLoss[n] * (weight - hit - labelSmoothing / this.constants.V);
  },
);

export const crossEntropy: Operator<2, CrossEntropyAttributes, "one"> = defineOp({
  name: "crossEntropy",
  about: "How surprised the logits are by each target, in nats: one loss a row.",
  formula: "ℓ_n = z_n − Σ_v q_nv x_nv, q = (1−ε) onehot(target) + ε/V, z = log Σ_v exp x",
  derivative: "dX = dℓ ∘ (softmax(x) − q)",
  from: "Szegedy et al. 2016, §7 (label smoothing)",
  operands: ["logits", "targets"],
  arity: 2,
  returns: "one",
  integers: [1],
  keeps: "inputs",
  shapes: ([logits, targets], attributes) => {
    checkRows("crossEntropy", logits, targets);
    checkSmoothing("crossEntropy", attributes);
    return [targets];
  },
  flops: ([logits]) => 6 * sizeOf(logits),
  forward: (launch, [logits, targets], { ignoreIndex = -1, labelSmoothing = 0 }) => {
    const [N, V] = asRows(logits.shape);
    checkIndices("crossEntropy", targets, V, ignoreIndex);
    const z = reduceAxes(launch, logSumExpRows, logits, [logits.ndim - 1]);
    return launch(lossCells, [N], { V }, logits, targets, z, ignoreIndex, labelSmoothing);
  },
  vjp: ({ inputs: [logits, targets], cotangent, attributes }, ops) => [
    ops.crossEntropyVjp(logits, targets, cotangent, attributes),
    null,
  ],
  composition: ([logits, targets], attributes, ops) => {
    const { q } = smoothedTargets(logits, targets, attributes, ops);
    return ops.neg(ops.sum(ops.mul(q, ops.logSoftmax(logits)), { axes: [-1] }));
  },
  sample: (draw) => rowsSample(draw),
});

export const crossEntropyVjp: Operator<3, CrossEntropyAttributes, "one"> = defineOp({
  name: "crossEntropyVjp",
  about: "The gradient of crossEntropy by its logits; the softmax is computed again, not kept.",
  formula: "dX = dℓ ∘ (softmax(x) − q)",
  derivative: "through its composition",
  operands: ["logits", "targets", "dLoss"],
  arity: 3,
  returns: "one",
  integers: [1],
  keeps: "inputs",
  shapes: ([logits, targets, dLoss], attributes) => {
    checkRows("crossEntropyVjp", logits, targets);
    checkRows("crossEntropyVjp", logits, dLoss);
    checkSmoothing("crossEntropyVjp", attributes);
    return [logits];
  },
  flops: ([logits]) => 7 * sizeOf(logits),
  forward: (launch, [logits, targets, dLoss], { ignoreIndex = -1, labelSmoothing = 0 }) => {
    const [N, V] = asRows(logits.shape);
    const z = reduceAxes(launch, logSumExpRows, logits, [logits.ndim - 1]);
    const args = [logits, targets, dLoss, z, ignoreIndex, labelSmoothing];
    return launch(gradientCells, [N, V], { V }, ...args);
  },
  composition: ([logits, targets, dLoss], attributes, ops) => {
    const { q, counted } = smoothedTargets(logits, targets, attributes, ops);
    const error = ops.sub(ops.mul(ops.softmax(logits), counted), q);
    return ops.mul(ops.unsqueeze(dLoss, { axis: -1 }), error);
  },
  sample: (draw) => {
    const { inputs, attributes } = rowsSample(draw);
    return { inputs: [...inputs, { shape: inputs[1].shape, domain: "real" }], attributes };
  },
});

/** q, and for each row a 1 that is 0 where it is ignored. */
function smoothedTargets(
  logits: Operand,
  targets: Operand,
  { ignoreIndex, labelSmoothing = 0 }: CrossEntropyAttributes,
  ops: Algebra,
): { q: Operand; counted: Operand } {
  const classes = logits.shape[logits.shape.length - 1];
  const hits = ops.oneHot(targets, { classes, dtype: logits.dtype, ignoreIndex });
  const counted = ops.sum(hits, { axes: [-1], keepDims: true });
  const spread = ops.mul(counted, labelSmoothing / classes);
  return { q: ops.add(ops.mul(hits, 1 - labelSmoothing), spread), counted };
}

/** `each` is the shape of what there is one of for each row: targets, or losses' gradients. */
function checkRows(where: string, logits: Shape, each: Shape): void {
  const rows = logits.slice(0, -1);
  if (logits.length === 0 || logits.at(-1) === 0 || !sameShape(rows, each)) {
    throw new ShapeError(
      where,
      "there must be one target for each row of logits, and a class at least",
      `logits ${formatShape(logits)} and targets ${formatShape(each)}`,
    );
  }
}

function checkSmoothing(where: string, { labelSmoothing = 0 }: CrossEntropyAttributes): void {
  if (labelSmoothing >= 0 && labelSmoothing < 1) return;
  throw new ShapeError(where, "0 ≤ labelSmoothing < 1 must hold", String(labelSmoothing));
}

function rowsSample(draw: Draw): Required<Sample> {
  const rows = draw.shape(0, 2);
  const [V] = draw.shape(1, 1, 1);
  return {
    inputs: [
      { shape: [...rows, V], domain: "real" },
      { shape: rows, domain: { indexBelow: V } },
    ],
    attributes: {
      ignoreIndex: draw.pick([undefined, 0, V - 1]),
      labelSmoothing: draw.pick([0, 0.1]),
    },
  };
}

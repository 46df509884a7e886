/**
 * @file An operator of one's own: root mean square normalisation (Zhang & Sennrich 2019, Eq. 4).
 *
 *   forward  y[n,c] = g[c] x[n,c] / r[n],  r[n]² = mean_c x[n,c]² + ε
 *   vjp      dG[c] = Σ_n dY[n,c] x[n,c] / r[n]
 *            dX[n,c] = (q[n,c] − x[n,c] / r[n]² · mean_c (q[n,c] x[n,c])) / r[n],  q = g ∘ dY
 */
import {
  callable,
  defineKernel,
  defineOp,
  ops,
  ShapeError,
  formatShape,
  type Algebra,
  type Call,
  type Cells,
  type KernelThis,
  type Operand,
  type Operator,
} from "@heed/tensor";

export interface RmsNormAttributes {
  /** ε. */
  readonly epsilon: number;
}

const kernel = defineKernel(
  "rmsNorm",
  function (this: KernelThis, x: Cells, gain: Cells, epsilon: number): number {
    const start = this.thread.y * this.constants.C;
    let squares = 0;
    for (let c = 0; c < this.constants.C; c++) {
      squares += x[start + c] * x[start + c];
    }
    const r = Math.sqrt(squares / this.constants.C + epsilon);
    return (gain[this.thread.x] * x[start + this.thread.x]) / r;
  },
);

/** r, (N, 1). */
export function rootMeanSquare(x: Operand, epsilon: number, ops: Algebra): Operand {
  return ops.sqrt(ops.add(ops.mean(ops.square(x), { axes: [1], keepDims: true }), epsilon));
}

export const rmsNormOp: Operator<2, RmsNormAttributes, "one"> = defineOp({
  name: "rmsNorm",
  about: "Rows divided by the root of the mean of their squares, columns scaled.",
  formula: "y = g ∘ x / r, r² = mean x² + ε",
  derivative: "dX = (q − x / r² · mean (q ∘ x)) / r, q = g ∘ dY; dG = Σ dY ∘ x / r",
  from: "Zhang & Sennrich 2019, Eq. 4",
  operands: ["x", "gain"],
  arity: 2,
  returns: "one",
  keeps: "inputs",
  shapes: ([x, gain]) => {
    if (x.length !== 2 || gain.length !== 1 || gain[0] !== x[1]) {
      const got = `${formatShape(x)} and ${formatShape(gain)}`;
      throw new ShapeError("rmsNorm", "x must be (N, C) and gain (C)", got);
    }
    return [x];
  },
  flops: ([[N, C]]) => 5 * N * C,
  forward: (launch, [x, gain], { epsilon }) => {
    const [N, C] = x.shape;
    return launch(kernel, [N, C], { C }, x, gain, epsilon);
  },
  vjp: ({ cotangent, inputs: [x, gain], attributes: { epsilon } }, ops) => {
    const r = rootMeanSquare(x, epsilon, ops);
    const unit = ops.div(x, r);
    const q = ops.mul(cotangent, gain);
    const along = ops.mean(ops.mul(q, unit), { axes: [1], keepDims: true });
    return [
      ops.div(ops.sub(q, ops.mul(unit, along)), r),
      ops.sumTo(ops.mul(cotangent, unit), { shape: gain.shape }),
    ];
  },
  sample: (draw) => {
    const [N, C] = draw.shape(2, 2, 1);
    return {
      inputs: [
        { shape: [N, C], domain: "real" },
        { shape: [C], domain: "real" },
      ],
      attributes: { epsilon: 1e-3 },
    };
  },
});

/** As users call it. */
export const rmsNorm: Call<typeof rmsNormOp> = callable(rmsNormOp);

/** The same as a combination of operators: what it must agree with. */
export function composed(x: Operand, gain: Operand, epsilon: number): Operand {
  return ops.mul(ops.div(x, rootMeanSquare(x, epsilon, ops)), gain);
}

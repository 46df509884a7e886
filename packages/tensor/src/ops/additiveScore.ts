/**
 * @file The additive attention score, fused (Bahdanau 2015, A.1.2): the (B, S, A) tensor inside
 * the tanh is never stored.
 *
 *   forward  e[b,s] = Σ_a v[a] t[b,s,a],             t[b,s,a] = tanh(q[b,a] + k[b,s,a])
 *   vjp      g[b,s,a] = dE[b,s] v[a] (1 − t[b,s,a]²)
 *            dQ[b,a] = Σ_s g[b,s,a],  dK = g,  dV[a] = Σ_bs dE[b,s] t[b,s,a]
 *
 * q = W s is the projected decoder state (B, A), k = U h the projected encoder states (B, S, A),
 * v (A) the energy vector. The vjp computes t again.
 */
import type { Algebra } from "../algebra.js";
import { ShapeError } from "../errors.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { defineOp, type Draw, type NoAttributes, type Operator, type Sample } from "../op.js";
import type { Operand } from "../operand.js";
import { formatShape, sameShape, sizeOf, type Shape } from "../shape.js";

const scoreCells = defineKernel(
  "additiveScore",
  function (this: KernelThis, q: Cells, k: Cells, v: Cells): number {
    const A = this.constants.A;
    const key = (this.thread.y * this.constants.S + this.thread.x) * A;
    let total = 0;
    for (let a = 0; a < this.constants.A; a++) {
      const sum = q[this.thread.y * A + a] + k[key + a];
      total += v[a] * Math.tanh(Math.max(-20, Math.min(20, sum)));
    }
    return total;
  },
);

const keyGradientCells = defineKernel(
  "additiveScoreVjpKeys",
  function (this: KernelThis, q: Cells, k: Cells, v: Cells, dE: Cells): number {
    const A = this.constants.A;
    const row = this.thread.z * this.constants.S + this.thread.y;
    const sum = q[this.thread.z * A + this.thread.x] + k[row * A + this.thread.x];
    const t = Math.tanh(Math.max(-20, Math.min(20, sum)));
    return dE[row] * v[this.thread.x] * (1 - t * t);
  },
);

const queryGradientCells = defineKernel(
  "additiveScoreVjpQuery",
  function (this: KernelThis, dK: Cells): number {
    let total = 0;
    for (let s = 0; s < this.constants.S; s++) {
      const row = this.thread.y * this.constants.S + s;
      total += dK[row * this.constants.A + this.thread.x];
    }
    return total;
  },
);

const energyGradientCells = defineKernel(
  "additiveScoreVjpEnergy",
  function (this: KernelThis, q: Cells, k: Cells, dE: Cells): number {
    const A = this.constants.A;
    let total = 0;
    for (let b = 0; b < this.constants.B; b++) {
      for (let s = 0; s < this.constants.S; s++) {
        const row = b * this.constants.S + s;
        const sum = q[b * A + this.thread.x] + k[row * A + this.thread.x];
        total += dE[row] * Math.tanh(Math.max(-20, Math.min(20, sum)));
      }
    }
    return total;
  },
);

export const additiveScore: Operator<3, NoAttributes, "one"> = defineOp({
  name: "additiveScore",
  about: "How well each encoder state answers the decoder state: Bahdanau's alignment model.",
  formula: "e_bs = Σ_a v_a tanh(q_ba + k_bsa)",
  derivative: "g = dE v (1 − tanh²), dQ = Σ_s g, dK = g, dV = Σ_bs dE tanh",
  from: "Bahdanau 2015, A.1.2",
  operands: ["query", "keys", "energy"],
  arity: 3,
  returns: "one",
  keeps: "inputs",
  shapes: ([q, k, v]) => {
    checkScore("additiveScore", q, k, v);
    return [k.slice(0, 2)];
  },
  flops: ([, k]) => 4 * sizeOf(k),
  forward: (launch, [q, k, v]) => {
    const [B, S, A] = k.shape;
    return launch(scoreCells, [B, S], { S, A }, q, k, v);
  },
  vjp: ({ inputs: [q, k, v], cotangent }, ops) => ops.additiveScoreVjp(q, k, v, cotangent),
  composition: ([q, k, v], _, ops) => ops.sum(ops.mul(v, inner(q, k, ops)), { axes: [-1] }),
  sample: scoreSample,
});

export const additiveScoreVjp: Operator<4, NoAttributes, "several"> = defineOp({
  name: "additiveScoreVjp",
  about: "The gradients of additiveScore by query, keys and energy vector.",
  formula: "g = dE v (1 − tanh²), dQ = Σ_s g, dK = g, dV = Σ_bs dE tanh",
  derivative: "through its composition",
  operands: ["query", "keys", "energy", "dScores"],
  arity: 4,
  returns: "several",
  keeps: "inputs",
  shapes: ([q, k, v, dE]) => {
    checkScore("additiveScoreVjp", q, k, v);
    if (!sameShape(dE, k.slice(0, 2))) {
      throw new ShapeError(
        "additiveScoreVjp",
        "there must be one dScores for each key",
        `${formatShape(dE)} for keys ${formatShape(k)}`,
      );
    }
    return [q, k, v];
  },
  flops: ([, k]) => 9 * sizeOf(k),
  forward: (launch, [q, k, v, dE]) => {
    const [B, S, A] = k.shape;
    const dK = launch(keyGradientCells, [B, S, A], { S, A }, q, k, v, dE);
    const dQ = launch(queryGradientCells, [B, A], { S, A }, dK);
    const dV = launch(energyGradientCells, [A], { B, S, A }, q, k, dE);
    return [dQ, dK, dV];
  },
  composition: ([q, k, v, dE], _, ops) => {
    const t = inner(q, k, ops);
    const dRow = ops.unsqueeze(dE, { axis: -1 });
    const dK = ops.mul(ops.mul(dRow, v), ops.sub(1, ops.square(t)));
    return [ops.sum(dK, { axes: [1] }), dK, ops.sum(ops.mul(dRow, t), { axes: [0, 1] })];
  },
  sample: (draw) => {
    const { inputs } = scoreSample(draw);
    return { inputs: [...inputs, { shape: inputs[1].shape.slice(0, 2), domain: "real" }] };
  },
});

function inner(q: Operand, k: Operand, ops: Algebra): Operand {
  return ops.tanh(ops.add(ops.unsqueeze(q, { axis: 1 }), k));
}

function checkScore(where: string, q: Shape, k: Shape, v: Shape): void {
  const [B, , A] = k;
  if (k.length !== 3 || !sameShape(q, [B, A]) || !sameShape(v, [A])) {
    throw new ShapeError(
      where,
      "query, keys and energy must be (B, A), (B, S, A) and (A)",
      `${formatShape(q)}, ${formatShape(k)} and ${formatShape(v)}`,
    );
  }
}

function scoreSample(draw: Draw): Sample {
  const [B, S, A] = draw.shape(3, 3, 1);
  return {
    inputs: [
      { shape: [B, A], domain: "real" },
      { shape: [B, S, A], domain: "real" },
      { shape: [A], domain: "real" },
    ],
  };
}

/**
 * @file The additive attention score, fused (Bahdanau 2015, A.1.2): the (B, Q, S, A) tensor inside
 * the tanh is never stored.
 *
 *   forward  e[b,i,s] = Σ_a v[a] t[b,i,s,a],             t[b,i,s,a] = tanh(q[b,i,a] + k[b,s,a])
 *   vjp      g[b,i,s,a] = dE[b,i,s] v[a] (1 − t[b,i,s,a]²)
 *            dQ[b,i,a] = Σ_s g[b,i,s,a],  dK[b,s,a] = Σ_i g[b,i,s,a]
 *            dV[a] = Σ_bis dE[b,i,s] t[b,i,s,a]
 *
 * q = W s are the projected decoder states (B, Q, A), i counting them: one in a step of decoding,
 * those of the whole target where it is attended to at once. k = U h are the projected encoder
 * states (B, S, A), v (A) is the energy vector. The vjp computes t again.
 */
import type { Algebra } from "../algebra.js";
import { ShapeError } from "../errors.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { defineOp, type Draw, type NoAttributes, type Operator, type Sample } from "../op.js";
import type { Operand } from "../operand.js";
import { reduceAxes, sumRows } from "../rows.js";
import { formatShape, sameShape, sizeOf, type Shape } from "../shape.js";

const scoreCells = defineKernel(
  "additiveScore",
  function (this: KernelThis, q: Cells, k: Cells, v: Cells): number {
    const A = this.constants.A;
    const query = (this.thread.z * this.constants.Q + this.thread.y) * A;
    const key = (this.thread.z * this.constants.S + this.thread.x) * A;
    let total = 0;
    for (let a = 0; a < this.constants.A; a++) {
      const sum = q[query + a] + k[key + a];
      total += v[a] * Math.tanh(Math.max(-20, Math.min(20, sum)));
    }
    return total;
  },
);

/** Side by side, A columns each: dQ, and what each query adds to dV. */
const queryGradientCells = defineKernel(
  "additiveScoreVjpQuery",
  function (this: KernelThis, q: Cells, k: Cells, v: Cells, dE: Cells): number {
    const A = this.constants.A;
    const row = this.thread.z * this.constants.Q + this.thread.y;
    const part = Math.floor((this.thread.x + 0.5) / A);
    const a = this.thread.x - part * A;
    let ofQuery = 0;
    let ofEnergy = 0;
    for (let s = 0; s < this.constants.S; s++) {
      const key = (this.thread.z * this.constants.S + s) * A;
      const sum = q[row * A + a] + k[key + a];
      const t = Math.tanh(Math.max(-20, Math.min(20, sum)));
      const d = dE[row * this.constants.S + s];
      ofQuery += d * (1 - t * t);
      ofEnergy += d * t;
    }
    if (part === 0) {
      return v[a] * ofQuery;
    }
    return ofEnergy;
  },
);

const keyGradientCells = defineKernel(
  "additiveScoreVjpKeys",
  function (this: KernelThis, q: Cells, k: Cells, v: Cells, dE: Cells): number {
    const A = this.constants.A;
    const key = (this.thread.z * this.constants.S + this.thread.y) * A;
    let total = 0;
    for (let i = 0; i < this.constants.Q; i++) {
      const row = this.thread.z * this.constants.Q + i;
      const sum = q[row * A + this.thread.x] + k[key + this.thread.x];
      const t = Math.tanh(Math.max(-20, Math.min(20, sum)));
      total += dE[row * this.constants.S + this.thread.y] * (1 - t * t);
    }
    return v[this.thread.x] * total;
  },
);

export const additiveScore: Operator<3, NoAttributes, "one"> = defineOp({
  name: "additiveScore",
  about: "How well each encoder state answers each decoder state: Bahdanau's alignment model.",
  formula: "e_bis = Σ_a v_a tanh(q_bia + k_bsa)",
  derivative: "g = dE v (1 − tanh²), dQ = Σ_s g, dK = Σ_i g, dV = Σ_bis dE tanh",
  from: "Bahdanau 2015, A.1.2",
  operands: ["query", "keys", "energy"],
  arity: 3,
  returns: "one",
  keeps: "inputs",
  shapes: ([q, k, v]) => {
    checkScore("additiveScore", q, k, v);
    return [scoresShape(q, k)];
  },
  flops: ([q, k]) => 4 * q[1] * sizeOf(k),
  forward: (launch, [q, k, v]) => {
    const [, S, A] = k.shape;
    const [B, Q] = q.shape;
    return launch(scoreCells, [B, Q, S], { Q, S, A }, q, k, v);
  },
  vjp: ({ inputs: [q, k, v], cotangent }, ops) => ops.additiveScoreVjp(q, k, v, cotangent),
  composition: ([q, k, v], _, ops) => ops.sum(ops.mul(v, inner(q, k, ops)), { axes: [-1] }),
  sample: scoreSample,
});

export const additiveScoreVjp: Operator<4, NoAttributes, "several"> = defineOp({
  name: "additiveScoreVjp",
  about: "The gradients of additiveScore by queries, keys and energy vector.",
  formula: "g = dE v (1 − tanh²), dQ = Σ_s g, dK = Σ_i g, dV = Σ_bis dE tanh",
  derivative: "through its composition",
  operands: ["query", "keys", "energy", "dScores"],
  arity: 4,
  returns: "several",
  keeps: "inputs",
  shapes: ([q, k, v, dE]) => {
    checkScore("additiveScoreVjp", q, k, v);
    if (!sameShape(dE, scoresShape(q, k))) {
      throw new ShapeError(
        "additiveScoreVjp",
        "there must be one dScores for each query and key",
        `${formatShape(dE)} for queries ${formatShape(q)} and keys ${formatShape(k)}`,
      );
    }
    return [q, k, v];
  },
  flops: ([q, k]) => 9 * q[1] * sizeOf(k),
  forward: (launch, [q, k, v, dE]) => {
    const [, S, A] = k.shape;
    const [B, Q] = q.shape;
    const cells = launch(queryGradientCells, [B, Q, 2 * A], { Q, S, A }, q, k, v, dE);
    const strides = [2 * A * Q, 2 * A, 1];
    return [
      cells.view([B, Q, A], strides),
      launch(keyGradientCells, [B, S, A], { Q, S, A }, q, k, v, dE),
      reduceAxes(launch, sumRows, cells.view([B, Q, A], strides, A), [0, 1]),
    ];
  },
  composition: ([q, k, v, dE], _, ops) => {
    const t = inner(q, k, ops);
    const dRow = ops.unsqueeze(dE, { axis: -1 });
    const g = ops.mul(ops.mul(dRow, v), ops.sub(1, ops.square(t)));
    return [
      ops.sum(g, { axes: [2] }),
      ops.sum(g, { axes: [1] }),
      ops.sum(ops.mul(dRow, t), { axes: [0, 1, 2] }),
    ];
  },
  sample: (draw) => {
    const { inputs } = scoreSample(draw);
    const [q, k] = inputs;
    return { inputs: [...inputs, { shape: scoresShape(q.shape, k.shape), domain: "real" }] };
  },
});

function inner(q: Operand, k: Operand, ops: Algebra): Operand {
  return ops.tanh(ops.add(ops.unsqueeze(q, { axis: 2 }), ops.unsqueeze(k, { axis: 1 })));
}

/** (B, Q, S). */
function scoresShape(q: Shape, k: Shape): Shape {
  return [q[0], q[1], k[1]];
}

function checkScore(where: string, q: Shape, k: Shape, v: Shape): void {
  const [B, , A] = k;
  if (k.length !== 3 || !sameShape(q, [B, q[1], A]) || !sameShape(v, [A])) {
    throw new ShapeError(
      where,
      "query, keys and energy must be (B, Q, A), (B, S, A) and (A)",
      `${formatShape(q)}, ${formatShape(k)} and ${formatShape(v)}`,
    );
  }
}

function scoreSample(draw: Draw): Sample {
  const [B, S, A] = draw.shape(3, 3, 1);
  const [Q] = draw.shape(1, 1);
  return {
    inputs: [
      { shape: [B, Q, A], domain: "real" },
      { shape: [B, S, A], domain: "real" },
      { shape: [A], domain: "real" },
    ],
  };
}

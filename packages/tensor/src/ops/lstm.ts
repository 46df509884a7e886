/**
 * @file The gates of a long short-term memory, fused: everything of an LSTM step but its two matrix
 * products. Hochreiter & Schmidhuber 1997, with the forget gate of Gers, Schmidhuber & Cummins 2000.
 *
 *   i = σ(a_i),  f = σ(a_f),  g = tanh(a_g),  o = σ(a_o),       a = x + u
 *   c' = f ∘ c + i ∘ g,  h' = o ∘ tanh(c')
 *
 * x = W input + b and u = U h + b_u are (B, 4H), their columns in the order i, f, g, o (PyTorch);
 * h is the state, c the cell, both (B, H); a prime marks them after the step. The vjp is
 *
 *   dS = dC' + dH' ∘ o ∘ (1 − tanh²(c'))
 *   dA_i = dS ∘ g ∘ i(1−i),  dA_f = dS ∘ c ∘ f(1−f),  dA_g = dS ∘ i ∘ (1−g²)
 *   dA_o = dH' ∘ tanh(c') ∘ o(1−o),  dX = dU = dA,  dC = dS ∘ f
 *
 * It computes the gates again from the inputs, which costs less than storing and reading them.
 */
import type { Algebra } from "../algebra.js";
import { checkGates, gatesSample } from "../gates.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { columnsOf, launchRows } from "../matrices.js";
import { defineOp, type NoAttributes, type Operator } from "../op.js";
import type { Operand } from "../operand.js";
import { sizeOf } from "../shape.js";

/** The state, and behind it the cell: z of the grid counts them. */
const stateCells = defineKernel(
  "lstmGates",
  function (
    this: KernelThis,
    x: Cells,
    u: Cells,
    c: Cells,
    xOffset: number,
    uOffset: number,
    cOffset: number,
  ): number {
    const H = this.constants.H;
    const xAt = xOffset + this.thread.y * this.constants.xRow + this.thread.x;
    const uAt = uOffset + this.thread.y * this.constants.uRow + this.thread.x;
    const before = c[cOffset + this.thread.y * this.constants.cRow + this.thread.x];
    const i = 1 / (1 + Math.exp(-(x[xAt] + u[uAt])));
    const f = 1 / (1 + Math.exp(-(x[xAt + H] + u[uAt + H])));
    const sum = x[xAt + 2 * H] + u[uAt + 2 * H];
    const g = Math.tanh(Math.max(-20, Math.min(20, sum)));
    const cell = f * before + i * g;
    if (this.thread.z === 1) {
      return cell;
    }
    const o = 1 / (1 + Math.exp(-(x[xAt + 3 * H] + u[uAt + 3 * H])));
    return o * Math.tanh(Math.max(-20, Math.min(20, cell)));
  },
);

/** Both gradients side by side: [dA | dC], of 4 and 1 times H columns. */
const gradientCells = defineKernel(
  "lstmGatesVjp",
  function (
    this: KernelThis,
    x: Cells,
    u: Cells,
    c: Cells,
    dState: Cells,
    dCell: Cells,
    xOffset: number,
    uOffset: number,
    cOffset: number,
    dStateOffset: number,
    dCellOffset: number,
  ): number {
    const H = this.constants.H;
    const part = Math.floor((this.thread.x + 0.5) / H);
    const h = this.thread.x - part * H;
    const xAt = xOffset + this.thread.y * this.constants.xRow + h;
    const uAt = uOffset + this.thread.y * this.constants.uRow + h;
    const before = c[cOffset + this.thread.y * this.constants.cRow + h];
    const dH = dState[dStateOffset + this.thread.y * this.constants.dStateRow + h];
    const dC = dCell[dCellOffset + this.thread.y * this.constants.dCellRow + h];
    const i = 1 / (1 + Math.exp(-(x[xAt] + u[uAt])));
    const f = 1 / (1 + Math.exp(-(x[xAt + H] + u[uAt + H])));
    const sum = x[xAt + 2 * H] + u[uAt + 2 * H];
    const g = Math.tanh(Math.max(-20, Math.min(20, sum)));
    const o = 1 / (1 + Math.exp(-(x[xAt + 3 * H] + u[uAt + 3 * H])));
    const cell = f * before + i * g;
    const t = Math.tanh(Math.max(-20, Math.min(20, cell)));
    const dS = dC + dH * o * (1 - t * t);
    if (part === 0) {
      return dS * g * i * (1 - i);
    }
    if (part === 1) {
      return dS * before * f * (1 - f);
    }
    if (part === 2) {
      return dS * i * (1 - g * g);
    }
    if (part === 3) {
      return dH * t * o * (1 - o);
    }
    return dS * f;
  },
);

export const lstmGates: Operator<3, NoAttributes, "several"> = defineOp({
  name: "lstmGates",
  about:
    "The next state and cell of an LSTM from its two projections: a whole step but the matrix products.",
  formula: "c' = f ∘ c + i ∘ g, h' = o ∘ tanh(c'), i, f, o = σ(x + u), g = tanh(x + u)",
  derivative: "dX = dU = [dA_i, dA_f, dA_g, dA_o], dC = dS ∘ f, dS = dC' + dH' ∘ o ∘ (1 − tanh²)",
  from: "Hochreiter & Schmidhuber 1997; the forget gate: Gers, Schmidhuber & Cummins 2000",
  operands: ["input", "recurrent", "cell"],
  arity: 3,
  returns: "several",
  keeps: "inputs",
  shapes: ([x, u, c]) => {
    checkGates("lstmGates", 4, x, u, c);
    return [c, c];
  },
  flops: (_, [c]) => 19 * sizeOf(c),
  forward: (launch, [x, u, c]) => {
    const [B, H] = c.shape;
    const cells = launchRows(launch, stateCells, [2, B, H], { H }, { x, u, c });
    return [cells.view([B, H], [H, 1]), cells.view([B, H], [H, 1], B * H)];
  },
  vjp: ({ inputs: [x, u, c], cotangents: [dState, dCell] }, ops) => {
    const [dX, dC] = ops.lstmGatesVjp(x, u, c, dState, dCell);
    return [dX, dX, dC];
  },
  composition: ([x, u, c], _, ops) => {
    const { o, cell } = step(x, u, c, ops);
    return [ops.mul(o, ops.tanh(cell)), cell];
  },
  sample: (draw) => gatesSample(draw, 4),
});

export const lstmGatesVjp: Operator<5, NoAttributes, "several"> = defineOp({
  name: "lstmGatesVjp",
  about: "The gradients of lstmGates by either projection, which are one, and the cell before.",
  formula: "dX = [dA_i, dA_f, dA_g, dA_o], dC = dS ∘ f, dS = dC' + dH' ∘ o ∘ (1 − tanh²)",
  derivative: "through its composition",
  operands: ["input", "recurrent", "cell", "dState", "dCell"],
  arity: 5,
  returns: "several",
  keeps: "inputs",
  shapes: ([x, u, c, dState, dCell]) => {
    for (const state of [c, dState, dCell]) checkGates("lstmGatesVjp", 4, x, u, state);
    return [x, c];
  },
  flops: ([, , c]) => 40 * sizeOf(c),
  forward: (launch, [x, u, c, dState, dCell]) => {
    const [B, H] = c.shape;
    const matrices = { x, u, c, dState, dCell };
    const cells = launchRows(launch, gradientCells, [B, 5 * H], { H }, matrices);
    return [columnsOf(cells, 0, 4 * H), columnsOf(cells, 4 * H, H)];
  },
  composition: ([x, u, c, dState, dCell], _, ops) => {
    const { i, f, g, o, cell } = step(x, u, c, ops);
    const slope = (s: Operand): Operand => ops.mul(s, ops.sub(1, s));
    const t = ops.tanh(cell);
    const dT = ops.mul(dState, o);
    const arriving = ops.add(dCell, ops.mul(dT, ops.sub(1, ops.square(t))));
    const gates = [
      ops.mul(ops.mul(arriving, g), slope(i)),
      ops.mul(ops.mul(arriving, c), slope(f)),
      ops.mul(ops.mul(arriving, i), ops.sub(1, ops.square(g))),
      ops.mul(ops.mul(dState, t), slope(o)),
    ];
    return [ops.concat(gates, { axis: 1 }), ops.mul(arriving, f)];
  },
  sample: (draw) => {
    const { inputs } = gatesSample(draw, 4);
    return { inputs: [...inputs, inputs[2], inputs[2]] };
  },
});

interface Step {
  readonly i: Operand;
  readonly f: Operand;
  readonly g: Operand;
  readonly o: Operand;
  /** c'. */
  readonly cell: Operand;
}

function step(x: Operand, u: Operand, c: Operand, ops: Algebra): Step {
  const [, H] = c.shape;
  const [aI, aF, aG, aO] = ops.split(ops.add(x, u), { axis: 1, sizes: [H, H, H, H] });
  const [i, f, o] = [aI, aF, aO].map((a) => ops.sigmoid(a));
  const g = ops.tanh(aG);
  return { i, f, g, o, cell: ops.add(ops.mul(f, c), ops.mul(i, g)) };
}

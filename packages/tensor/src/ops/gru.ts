/**
 * @file The gates of a gated recurrent unit, fused: everything of a GRU step but its two matrix
 * products. The reset gate acts after the product (cuDNN, PyTorch, Keras 3).
 *
 *   r = σ(x_r + u_r),  z = σ(x_z + u_z),  n = tanh(x_n + r ∘ u_n),  s' = (1 − z) ∘ n + z ∘ s
 *
 * x = W input + b and u = U s + b_u are (B, 3H), their columns in the order r, z, n; s is the
 * state before, s' after. With a_r, a_z, a_n the sums inside the functions, the vjp is
 *
 *   dA_n = dS' ∘ (1−z) ∘ (1−n²),  dA_z = dS' ∘ (s−n) ∘ z(1−z),  dA_r = dA_n ∘ u_n ∘ r(1−r)
 *   dX = [dA_r, dA_z, dA_n],  dU = [dA_r, dA_z, dA_n ∘ r],  dS = dS' ∘ z
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

const stateCells = defineKernel(
  "gruGates",
  function (
    this: KernelThis,
    x: Cells,
    u: Cells,
    s: Cells,
    xOffset: number,
    uOffset: number,
    sOffset: number,
  ): number {
    const H = this.constants.H;
    const xAt = xOffset + this.thread.y * this.constants.xRow + this.thread.x;
    const uAt = uOffset + this.thread.y * this.constants.uRow + this.thread.x;
    const before = s[sOffset + this.thread.y * this.constants.sRow + this.thread.x];
    const r = 1 / (1 + Math.exp(-(x[xAt] + u[uAt])));
    const z = 1 / (1 + Math.exp(-(x[xAt + H] + u[uAt + H])));
    const sum = x[xAt + 2 * H] + r * u[uAt + 2 * H];
    const n = Math.tanh(Math.max(-20, Math.min(20, sum)));
    return (1 - z) * n + z * before;
  },
);

/** All gradients side by side: [dX | dU | dS], of 3, 3 and 1 times H columns. */
const gradientCells = defineKernel(
  "gruGatesVjp",
  function (
    this: KernelThis,
    x: Cells,
    u: Cells,
    s: Cells,
    dState: Cells,
    xOffset: number,
    uOffset: number,
    sOffset: number,
    dStateOffset: number,
  ): number {
    const H = this.constants.H;
    const part = Math.floor((this.thread.x + 0.5) / H);
    const h = this.thread.x - part * H;
    const xAt = xOffset + this.thread.y * this.constants.xRow + h;
    const uAt = uOffset + this.thread.y * this.constants.uRow + h;
    const before = s[sOffset + this.thread.y * this.constants.sRow + h];
    const d = dState[dStateOffset + this.thread.y * this.constants.dStateRow + h];
    const r = 1 / (1 + Math.exp(-(x[xAt] + u[uAt])));
    const z = 1 / (1 + Math.exp(-(x[xAt + H] + u[uAt + H])));
    const uN = u[uAt + 2 * H];
    const sum = x[xAt + 2 * H] + r * uN;
    const n = Math.tanh(Math.max(-20, Math.min(20, sum)));
    const dN = d * (1 - z) * (1 - n * n);
    if (part === 6) {
      return d * z;
    }
    if (part === 0 || part === 3) {
      return dN * uN * r * (1 - r);
    }
    if (part === 1 || part === 4) {
      return d * (before - n) * z * (1 - z);
    }
    if (part === 5) {
      return dN * r;
    }
    return dN;
  },
);

export const gruGates: Operator<3, NoAttributes, "one"> = defineOp({
  name: "gruGates",
  about: "The next state of a GRU from its two projections: a whole step but the matrix products.",
  formula: "s' = (1−z) ∘ tanh(x_n + r ∘ u_n) + z ∘ s, r = σ(x_r + u_r), z = σ(x_z + u_z)",
  derivative: "dX = [dA_r, dA_z, dA_n], dU = [dA_r, dA_z, dA_n ∘ r], dS = dS' ∘ z",
  from: "Cho et al. 2014, Eqs. 5–8, with the reset gate after the product as in cuDNN",
  operands: ["input", "recurrent", "state"],
  arity: 3,
  returns: "one",
  keeps: "inputs",
  shapes: ([x, u, s]) => {
    checkGates("gruGates", 3, x, u, s);
    return [s];
  },
  flops: (_, [s]) => 14 * sizeOf(s),
  forward: (launch, [x, u, s]) => {
    const [B, H] = s.shape;
    return launchRows(launch, stateCells, [B, H], { H }, { x, u, s });
  },
  vjp: ({ inputs: [x, u, s], cotangent }, ops) => ops.gruGatesVjp(x, u, s, cotangent),
  composition: ([x, u, s], _, ops) => {
    const { z, n } = gates(x, u, ops);
    return ops.add(ops.mul(ops.sub(1, z), n), ops.mul(z, s));
  },
  sample: (draw) => gatesSample(draw, 3),
});

export const gruGatesVjp: Operator<4, NoAttributes, "several"> = defineOp({
  name: "gruGatesVjp",
  about: "The gradients of gruGates by its two projections and the state before.",
  formula: "dX = [dA_r, dA_z, dA_n], dU = [dA_r, dA_z, dA_n ∘ r], dS = dS' ∘ z",
  derivative: "through its composition",
  operands: ["input", "recurrent", "state", "dState"],
  arity: 4,
  returns: "several",
  keeps: "inputs",
  shapes: ([x, u, s, dState]) => {
    checkGates("gruGatesVjp", 3, x, u, s);
    checkGates("gruGatesVjp", 3, x, u, dState);
    return [x, u, s];
  },
  flops: ([, , s]) => 30 * sizeOf(s),
  forward: (launch, [x, u, s, dState]) => {
    const [B, H] = s.shape;
    const cells = launchRows(launch, gradientCells, [B, 7 * H], { H }, { x, u, s, dState });
    return [columnsOf(cells, 0, 3 * H), columnsOf(cells, 3 * H, 3 * H), columnsOf(cells, 6 * H, H)];
  },
  composition: ([x, u, s, dState], _, ops) => {
    const { r, z, n, uN } = gates(x, u, ops);
    const dN = ops.mul(ops.mul(dState, ops.sub(1, z)), ops.sub(1, ops.square(n)));
    const slopeZ = ops.mul(z, ops.sub(1, z));
    const dZ = ops.mul(ops.mul(dState, ops.sub(s, n)), slopeZ);
    const dR = ops.mul(ops.mul(dN, uN), ops.mul(r, ops.sub(1, r)));
    return [
      ops.concat([dR, dZ, dN], { axis: 1 }),
      ops.concat([dR, dZ, ops.mul(dN, r)], { axis: 1 }),
      ops.mul(dState, z),
    ];
  },
  sample: (draw) => {
    const { inputs } = gatesSample(draw, 3);
    return { inputs: [...inputs, inputs[2]] };
  },
});

interface Gates {
  readonly r: Operand;
  readonly z: Operand;
  readonly n: Operand;
  readonly uN: Operand;
}

function gates(x: Operand, u: Operand, ops: Algebra): Gates {
  const H = x.shape[1] / 3;
  const [xR, xZ, xN] = ops.split(x, { axis: 1, sizes: [H, H, H] });
  const [uR, uZ, uN] = ops.split(u, { axis: 1, sizes: [H, H, H] });
  const r = ops.sigmoid(ops.add(xR, uR));
  const z = ops.sigmoid(ops.add(xZ, uZ));
  return { r, z, n: ops.tanh(ops.add(xN, ops.mul(r, uN))), uN };
}

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
import { defineOp, type NoAttributes, type Operator } from "../op.js";
import type { Operand } from "../operand.js";
import { sizeOf } from "../shape.js";

const stateCells = defineKernel(
  "gruGates",
  function (this: KernelThis, x: Cells, u: Cells, s: Cells): number {
    const H = this.constants.H;
    const at = this.thread.y * 3 * H + this.thread.x;
    const r = 1 / (1 + Math.exp(-(x[at] + u[at])));
    const z = 1 / (1 + Math.exp(-(x[at + H] + u[at + H])));
    const sum = x[at + 2 * H] + r * u[at + 2 * H];
    const n = Math.tanh(Math.max(-20, Math.min(20, sum)));
    return (1 - z) * n + z * s[this.thread.y * H + this.thread.x];
  },
);

const gateGradientCells = defineKernel(
  "gruGatesVjp",
  function (
    this: KernelThis,
    x: Cells,
    u: Cells,
    s: Cells,
    dState: Cells,
    recurrent: number,
  ): number {
    const H = this.constants.H;
    const gate = Math.floor((this.thread.x + 0.5) / H);
    const h = this.thread.x - gate * H;
    const at = this.thread.y * 3 * H + h;
    const r = 1 / (1 + Math.exp(-(x[at] + u[at])));
    const z = 1 / (1 + Math.exp(-(x[at + H] + u[at + H])));
    const sum = x[at + 2 * H] + r * u[at + 2 * H];
    const n = Math.tanh(Math.max(-20, Math.min(20, sum)));
    const d = dState[this.thread.y * H + h];
    const dN = d * (1 - z) * (1 - n * n);
    if (gate === 0) {
      return dN * u[at + 2 * H] * r * (1 - r);
    }
    if (gate === 1) {
      return d * (s[this.thread.y * H + h] - n) * z * (1 - z);
    }
    if (recurrent > 0) {
      return dN * r;
    }
    return dN;
  },
);

const stateGradientCells = defineKernel(
  "gruGatesVjpState",
  function (this: KernelThis, x: Cells, u: Cells, dState: Cells): number {
    const H = this.constants.H;
    const at = this.thread.y * 3 * H + H + this.thread.x;
    return dState[this.thread.y * H + this.thread.x] / (1 + Math.exp(-(x[at] + u[at])));
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
    return launch(stateCells, [B, H], { H }, x, u, s);
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
    return [
      launch(gateGradientCells, [B, 3 * H], { H }, x, u, s, dState, 0),
      launch(gateGradientCells, [B, 3 * H], { H }, x, u, s, dState, 1),
      launch(stateGradientCells, [B, H], { H }, x, u, dState),
    ];
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

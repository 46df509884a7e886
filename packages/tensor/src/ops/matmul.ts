/**
 * @file Matrix product over the last two axes, batched over the axes before them.
 *
 *   forward  y[m,n]  = Σ_k a[m,k] b[k,n]
 *   vjp      dA = dY bᵀ,  dB = aᵀ dY
 *
 * M rows, N columns, K inner size. Transposed and sliced operands are read through their strides:
 * no copy is made of a matrix, in either direction.
 */
import { rowMajorCopy } from "../copy.js";
import { ShapeError } from "../errors.js";
import { stretch } from "../elementwise.js";
import { defineKernel, type Cells, type KernelThis } from "../kernel.js";
import { inRows } from "../matrices.js";
import { defineOp, type NoAttributes, type Operator } from "../op.js";
import { broadcastShapes, formatShape, sameShape, sizeOf, type Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";

const products = defineKernel(
  "matmul",
  function (this: KernelThis, a: Cells, b: Cells, aOffset: number, bOffset: number): number {
    const rowStart =
      aOffset + this.thread.z * this.constants.aBatch + this.thread.y * this.constants.aRow;
    const columnStart =
      bOffset + this.thread.z * this.constants.bBatch + this.thread.x * this.constants.bColumn;
    let total = 0;
    for (let k = 0; k < this.constants.K; k++) {
      total += a[rowStart + k * this.constants.aColumn] * b[columnStart + k * this.constants.bRow];
    }
    return total;
  },
);

/** Four neighbouring columns at once: a is read once for all of them. */
const fourProducts = defineKernel(
  "matmulFour",
  function (this: KernelThis, a: Cells, b: Cells, aOffset: number, bOffset: number): number[] {
    const rowStart =
      aOffset + this.thread.z * this.constants.aBatch + this.thread.y * this.constants.aRow;
    const columnStart =
      bOffset + this.thread.z * this.constants.bBatch + this.thread.x * 4 * this.constants.bColumn;
    let t0 = 0;
    let t1 = 0;
    let t2 = 0;
    let t3 = 0;
    for (let k = 0; k < this.constants.K; k++) {
      const left = a[rowStart + k * this.constants.aColumn];
      const at = columnStart + k * this.constants.bRow;
      t0 += left * b[at];
      t1 += left * b[at + this.constants.bColumn];
      t2 += left * b[at + 2 * this.constants.bColumn];
      t3 += left * b[at + 3 * this.constants.bColumn];
    }
    return [t0, t1, t2, t3];
  },
  { width: 4 },
);

export const matmul: Operator<2, NoAttributes, "one"> = defineOp({
  name: "matmul",
  about: "The matrix product, batched and broadcast over leading axes.",
  formula: "y_mn = Σ_k a_mk b_kn",
  derivative: "dA = dY bᵀ, dB = aᵀ dY",
  operands: ["a", "b"],
  arity: 2,
  returns: "one",
  keeps: "inputs",
  shapes: ([a, b]) => [productShape(a, b)],
  flops: ([a], [y]) => 2 * sizeOf(y) * (a.at(-1) ?? 0),
  forward: (launch, [a, b]) => {
    const shape = productShape(a.shape, b.shape);
    const [M, N] = shape.slice(-2);
    const left = foldBatch(a, shape.slice(0, -2));
    const right = foldBatch(b, shape.slice(0, -2));
    const constants = {
      K: a.shape[a.ndim - 1],
      aBatch: left.strides[0],
      aRow: left.strides[1],
      aColumn: left.strides[2],
      bBatch: right.strides[0],
      bRow: right.strides[1],
      bColumn: right.strides[2],
    };
    const kernel = N % 4 === 0 ? fourProducts : products;
    return launch(
      kernel,
      [left.shape[0], M, N / kernel.width],
      constants,
      { whole: left },
      { whole: right },
      left.offset,
      right.offset,
    );
  },
  vjp: ({ cotangent, inputs: [a, b], wants }, ops) => {
    if (b.shape.length === 2 && a.shape.length > 2) {
      // One matrix for the whole batch: the batch is just more rows, and dB one product.
      const dA = wants[0] ? ops.matmul(cotangent, ops.transpose(b)) : null;
      const dB = wants[1]
        ? ops.matmul(ops.transpose(inRows(a, ops)), inRows(cotangent, ops))
        : null;
      return [dA, dB];
    }
    return [
      wants[0] ? ops.sumTo(ops.matmul(cotangent, ops.transpose(b)), { shape: a.shape }) : null,
      wants[1] ? ops.sumTo(ops.matmul(ops.transpose(a), cotangent), { shape: b.shape }) : null,
    ];
  },
  joint: [
    {
      operand: 1,
      // dB = Σ_t a_tᵀ dY_t: one product, with many more steps.
      vjp: (contexts, ops) => {
        const [, b] = contexts[0].inputs;
        const batch = b.shape.slice(0, -2);
        if (batch.length === 0) {
          return ops.matmulSum(
            contexts.flatMap(({ inputs: [a], cotangent }) => [
              inRows(a, ops),
              inRows(cotangent, ops),
            ]),
          );
        }
        const lefts = contexts.map(({ inputs }) => inputs[0]);
        if (lefts.some((a) => !sameShape(a.shape.slice(0, -2), batch))) return undefined;
        const a = ops.concat(lefts, { axis: -2 });
        const dY = ops.concat(
          contexts.map(({ cotangent }) => cotangent),
          { axis: -2 },
        );
        return ops.matmul(ops.transpose(a), dY);
      },
    },
  ],
  sample: (draw) => {
    const [M, N, K] = draw.shape(3, 3);
    const batch = draw.shape(0, 2);
    const other = draw.broadcastable(batch);
    return {
      inputs: [
        { shape: [...batch, M, K], domain: "real" },
        { shape: [...other, K, N], domain: "real" },
      ],
    };
  },
});

function productShape(a: Shape, b: Shape): Shape {
  if (a.length < 2 || b.length < 2) {
    throw new ShapeError(
      "matmul",
      "operands must have at least two axes",
      `a ${formatShape(a)} and b ${formatShape(b)}`,
      "unsqueeze a vector to a matrix of one row or column",
    );
  }
  const [M, inner] = a.slice(-2);
  const [K, N] = b.slice(-2);
  if (inner !== K) {
    throw new ShapeError(
      "matmul",
      "inner sizes must agree",
      `a ${formatShape(a)} and b ${formatShape(b)}, ${String(inner)} ≠ ${String(K)}`,
    );
  }
  return [...broadcastShapes("matmul", a.slice(0, -2), b.slice(0, -2)), M, N];
}

/**
 * An operand as (batch, rows, columns), its leading axes stretched to `batch` and folded into one.
 * Copies only where no single stride walks those axes (a broadcast in the middle of them).
 */
export function foldBatch(x: Tensor, batch: Shape): Tensor {
  const matrix = x.shape.slice(-2);
  const full = stretch(x, [...batch, ...matrix]);
  const [rowStride, columnStride] = full.strides.slice(-2);
  const count = sizeOf(batch);
  let stride: number | undefined = 0;
  let walked = 1;
  for (let d = batch.length - 1; d >= 0; d--) {
    if (batch[d] === 1) continue;
    if (walked === 1) stride = full.strides[d];
    else if (full.strides[d] !== stride * walked) {
      stride = undefined;
      break;
    }
    walked *= batch[d];
  }
  if (stride !== undefined) {
    return full.view([count, ...matrix], [stride, rowStride, columnStride]);
  }
  const copy = rowMajorCopy(full);
  return copy.view([count, ...matrix], [matrix[0] * matrix[1], matrix[1], 1]);
}

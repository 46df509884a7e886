/**
 * @file An affine map, fused: a matrix product and the bias that is added to each of its rows.
 *
 *   forward  y[r,n] = b[n] + Σ_k x[r,k] W[k,n]
 *   vjp      dX = dY Wᵀ,  dW = xᵀ dY,  dB[n] = Σ_r dY[r,n]
 *
 * R rows (leading axes folded), K inputs, N outputs. A recurrence applies one map at every step: the
 * gradients by W and b of all its steps are found in one product each, b being the weight of an input
 * that is always 1.
 */
import type { Algebra } from "../algebra.js";
import { ones } from "../create.js";
import { ShapeError } from "../errors.js";
import { inRows } from "../matrices.js";
import { defineOp, type NoAttributes, type Operator, type VjpContext } from "../op.js";
import type { Operand } from "../operand.js";
import { formatShape, sizeOf } from "../shape.js";

export const affine: Operator<3, NoAttributes, "one"> = defineOp({
  name: "affine",
  about: "A matrix product and a bias that is added to each of its rows.",
  formula: "y_rn = b_n + Σ_k x_rk W_kn",
  derivative: "dX = dY Wᵀ, dW = xᵀ dY, dB = Σ_r dY_r",
  operands: ["x", "weight", "bias"],
  arity: 3,
  returns: "one",
  keeps: "inputs",
  shapes: ([x, weight, bias]) => {
    const [K, N] = weight;
    const fits = x.length > 1 && weight.length === 2 && bias.length === 1;
    if (!fits || x[x.length - 1] !== K || bias[0] !== N) {
      throw new ShapeError(
        "affine",
        "x, weight and bias must be (…, K), (K, N) and (N), x of two axes at least",
        `${formatShape(x)}, ${formatShape(weight)} and ${formatShape(bias)}`,
      );
    }
    return [[...x.slice(0, -1), N]];
  },
  flops: ([, weight], [y]) => sizeOf(y) * (2 * weight[0] + 1),
  vjp: ({ cotangent, inputs: [x, weight], wants }, ops) => {
    const dY = inRows(cotangent, ops);
    return [
      wants[0] ? ops.matmul(cotangent, ops.transpose(weight)) : null,
      wants[1] ? ops.matmul(ops.transpose(inRows(x, ops)), dY) : null,
      wants[2] ? ops.sum(dY, { axes: [0] }) : null,
    ];
  },
  joint: [
    { operand: 1, vjp: (contexts, ops) => sumOfProducts(contexts, ({ inputs: [x] }) => x, ops) },
    {
      operand: 2,
      vjp: (contexts, ops) => {
        const [, , { shape, dtype, value }] = contexts[0].inputs;
        const one = ones([1, 1], { backend: value.backend, dtype });
        // A 1 for each row, without storing them.
        const onesOf = ({ cotangent }: VjpContext<NoAttributes>): Operand =>
          ops.expand(one, { shape: [sizeOf(cotangent.shape.slice(0, -1)), 1] });
        return ops.reshape(sumOfProducts(contexts, onesOf, ops), { shape });
      },
    },
  ],
  composition: ([x, weight, bias], _, ops) => ops.add(ops.matmul(x, weight), bias),
  sample: (draw) => {
    const [R, K, N] = draw.shape(3, 3);
    return {
      inputs: [
        { shape: [...draw.shape(0, 2), R, K], domain: "real" },
        { shape: [K, N], domain: "real" },
        { shape: [N], domain: "real" },
      ],
    };
  },
});

/** Σ_t a_tᵀ dY_t over all applications: of x_t the gradient by W, of ones that by b, as a row. */
function sumOfProducts(
  contexts: readonly VjpContext<NoAttributes>[],
  leftOf: (context: VjpContext<NoAttributes>) => Operand,
  ops: Algebra,
): Operand {
  return ops.matmulSum(
    contexts.flatMap((context) => [inRows(leftOf(context), ops), inRows(context.cotangent, ops)]),
  );
}

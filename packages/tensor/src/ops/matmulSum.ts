/**
 * @file The sum of several products, each of a transposed matrix and another:
 *
 *   y = Σ_t a_tᵀ b_t = [a_1; a_2; …]ᵀ [b_1; b_2; …]
 *
 * What a weight gets that was applied at every step t of a recurrence to inputs a_t, b_t being the
 * gradients by its outputs. A backend need not join the parts to multiply them at once.
 */
import { ShapeError } from "../errors.js";
import { defineOp, type NoAttributes, type Operator } from "../op.js";
import { formatShape, sizeOf, type Shape } from "../shape.js";

export const matmulSum: Operator<"many", NoAttributes, "one"> = defineOp({
  name: "matmulSum",
  about:
    "The sum of products, each of a transposed matrix and another; given as a_1, b_1, a_2, b_2.",
  formula: "y = Σ_t a_tᵀ b_t",
  derivative: "through its composition",
  operands: ["factors"],
  arity: "many",
  returns: "one",
  keeps: "inputs",
  shapes: (factors) => {
    const [[, M] = [], [, N] = []] = factors;
    const fits = factors.every((shape, i) => {
      const [rows, columns] = shape;
      const [rowsOfRight] = factors[i + 1] ?? [];
      const isLeft = i % 2 === 0;
      return (
        shape.length === 2 && columns === (isLeft ? M : N) && (!isLeft || rows === rowsOfRight)
      );
    });
    if (!fits || factors.length % 2 === 1) {
      throw new ShapeError(
        "matmulSum",
        "factors must be pairs of matrices (R_t, M) and (R_t, N)",
        factors.map(formatShape).join(", "),
      );
    }
    return [[M, N]];
  },
  flops: (factors, [y]) => 2 * sizeOf(y) * rowsOf(factors),
  composition: (factors, _, ops) => {
    const [a, b] = [0, 1].map((side) =>
      ops.concat(
        factors.filter((__, i) => i % 2 === side),
        { axis: 0 },
      ),
    );
    return ops.matmul(ops.transpose(a), b);
  },
  sample: (draw) => {
    const [M, N] = draw.shape(2, 2);
    const pairs = Array.from({ length: draw.integer(1, 3) }, () => draw.shape(1, 1)[0]);
    return {
      inputs: pairs.flatMap((R) => [
        { shape: [R, M], domain: "real" as const },
        { shape: [R, N], domain: "real" as const },
      ]),
    };
  },
});

/** How many rows there are in all: Σ R_t. */
function rowsOf(factors: readonly Shape[]): number {
  return factors.reduce((total, [R], i) => total + (i % 2 === 0 ? R : 0), 0);
}

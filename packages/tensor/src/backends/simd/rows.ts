/**
 * @file Operators along rows on the SIMD backend: softmax, and losses over classes.
 */
import type { CrossEntropyAttributes } from "../../ops/crossEntropy.js";
import { sizeOf, type Shape } from "../../shape.js";
import { onRowMajor, type Replacements, type ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

type RowKernel = (out: number, x: number, N: number, C: number) => void;

export function rows(simd: SimdBackend): Replacements {
  const { kernels } = simd;

  const rowwise =
    (kernel: RowKernel): ReplacementOf<unknown> =>
    (inputs, _, [shape]) =>
      onRowMajor(simd, inputs, ([x]) => {
        const out = simd.result(shape);
        const [N, C] = matrixSizes(shape);
        kernel(simd.address(out), simd.address(x), N, C);
        return [out];
      });

  const crossEntropy: ReplacementOf<CrossEntropyAttributes> = (
    inputs,
    { ignoreIndex = -1, labelSmoothing = 0 },
    [shape],
  ) =>
    onRowMajor(simd, inputs, (operands) => {
      const out = simd.result(shape);
      const [N, V] = matrixSizes(operands[0].shape);
      const [x, targets] = operands.map((operand) => simd.address(operand));
      kernels.crossEntropy(simd.address(out), x, targets, N, V, ignoreIndex, labelSmoothing);
      return [out];
    });

  const crossEntropyVjp: ReplacementOf<CrossEntropyAttributes> = (
    inputs,
    { ignoreIndex = -1, labelSmoothing = 0 },
    [shape],
  ) =>
    onRowMajor(simd, inputs, (operands) => {
      const out = simd.result(shape);
      const [N, V] = matrixSizes(shape);
      const [x, targets, dLoss] = operands.map((operand) => simd.address(operand));
      const to = simd.address(out);
      kernels.crossEntropyVjp(to, x, targets, dLoss, N, V, ignoreIndex, labelSmoothing);
      return [out];
    });

  return {
    logSoftmax: rowwise(kernels.logSoftmax),
    softmax: rowwise(kernels.softmax),
    crossEntropy,
    crossEntropyVjp,
  };
}

/** Rows and their length: all axes but the last folded. */
function matrixSizes(shape: Shape): [N: number, C: number] {
  return [sizeOf(shape.slice(0, -1)), shape[shape.length - 1] ?? 1];
}

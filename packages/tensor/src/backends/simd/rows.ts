/**
 * @file Operators along rows on the SIMD backend: softmax, normalisation, and losses over classes.
 */
import { checkElements } from "../../indices.js";
import type { CrossEntropyAttributes } from "../../ops/crossEntropy.js";
import type { LayerNormAttributes } from "../../normalizedRows.js";
import { sizeOf, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import type { Kernels } from "./kernelModule.js";
import {
  onContiguousRows,
  onRowMajor,
  type Replacements,
  type ReplacementOf,
} from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

export function rows(simd: SimdBackend): Replacements {
  const rowwise =
    (kernel: keyof Kernels): ReplacementOf<unknown> =>
    (inputs, _, [shape]) =>
      onRowMajor(simd, inputs, ([x]) => {
        const out = simd.result(shape);
        simd.run(kernel, [[simd.address(out), simd.address(x), ...matrixSizes(shape)]]);
        return [out];
      });

  const softmaxVjp: ReplacementOf<unknown> = (inputs, _, [shape]) =>
    onRowMajor(simd, inputs, (operands) => {
      const out = simd.result(shape);
      const [weights, dWeights] = operands.map((operand) => simd.address(operand));
      simd.run("softmaxVjp", [[simd.address(out), weights, dWeights, ...matrixSizes(shape)]]);
      return [out];
    });

  const crossEntropy: ReplacementOf<CrossEntropyAttributes> = (
    inputs,
    { ignoreIndex = -1, labelSmoothing = 0 },
    [shape],
  ) =>
    onRowMajor(simd, inputs, (operands) => {
      const [N, V] = matrixSizes(operands[0].shape);
      checkElements("crossEntropy", simd.elements(operands[1]), V, ignoreIndex);
      const out = simd.result(shape);
      const [x, targets] = operands.map((operand) => simd.address(operand));
      const call = [simd.address(out), x, targets, N, V, ignoreIndex, labelSmoothing];
      simd.run("crossEntropy", [call]);
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
      const call = [simd.address(out), x, targets, dLoss, N, V, ignoreIndex, labelSmoothing];
      simd.run("crossEntropyVjp", [call]);
      return [out];
    });

  /** Where rows begin and how far apart they are. */
  const rowsOf = (x: Tensor): [address: number, row: number] => [
    simd.address(x),
    x.ndim === 2 ? x.strides[0] : matrixSizes(x.shape)[1],
  ];

  const layerNorm: ReplacementOf<LayerNormAttributes> = (inputs, { epsilon = 1e-5 }, [shape]) =>
    onContiguousRows(simd, inputs, ([x, gain, bias]) => {
      const out = simd.result(shape);
      const [g, b] = [gain, bias].map((operand) => simd.address(operand));
      const call = [simd.address(out), ...rowsOf(x), g, b, ...matrixSizes(shape), epsilon];
      simd.run("layerNorm", [call]);
      return [out];
    });

  const layerNormVjp: ReplacementOf<LayerNormAttributes> = (inputs, { epsilon = 1e-5 }, shapes) =>
    onContiguousRows(simd, inputs, ([x, gain, dY]) => {
      const outputs = shapes.map((shape) => simd.result(shape));
      const [dX, dGain, dBias] = outputs.map((output) => simd.address(output));
      const operands = [...rowsOf(x), simd.address(gain), ...rowsOf(dY)];
      const call = [dX, dGain, dBias, ...operands, ...matrixSizes(x.shape), epsilon];
      simd.run("layerNormVjp", [call]);
      return outputs;
    });

  return {
    layerNorm,
    layerNormVjp,
    logSoftmax: rowwise("logSoftmax"),
    softmax: rowwise("softmax"),
    softmaxVjp,
    crossEntropy,
    crossEntropyVjp,
  };
}

/** Rows and their length: all axes but the last folded. */
function matrixSizes(shape: Shape): [N: number, C: number] {
  return [sizeOf(shape.slice(0, -1)), shape[shape.length - 1] ?? 1];
}

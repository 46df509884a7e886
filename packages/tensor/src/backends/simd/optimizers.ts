/**
 * @file Optimiser updates on the SIMD backend.
 */
import type { AdamAttributes } from "../../ops/adam.js";
import { onRowMajor, type Replacements, type ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

export function optimizers(simd: SimdBackend): Replacements {
  const adam: ReplacementOf<AdamAttributes> = (inputs, attributes, shapes) =>
    onRowMajor(simd, inputs, (operands) => {
      const { learningRate, beta1, beta2, epsilon, weightDecay, step } = attributes;
      const outputs = shapes.map((shape) => simd.result(shape));
      const [pOut, mOut, vOut] = outputs.map((output) => simd.address(output));
      const [p, g, m, v] = operands.map((operand) => simd.address(operand));
      const [clip] = simd.elements(operands[4]);
      simd.kernels.adam(
        ...([pOut, mOut, vOut, p, g, m, v, operands[0].size] as const),
        ...([clip, learningRate, beta1, beta2, epsilon, weightDecay] as const),
        ...([1 - beta1 ** step, 1 - beta2 ** step] as const),
      );
      return outputs;
    });

  return { adam };
}

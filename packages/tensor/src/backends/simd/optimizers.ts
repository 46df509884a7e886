/**
 * @file Optimiser updates on the SIMD backend.
 */
import type { AdamAttributes } from "../../ops/adam.js";
import { onRowMajor, type Replacements, type ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

/** What the update of an element takes, in floating-point operations of a product. */
const workOfUpdate = 30;

export function optimizers(simd: SimdBackend): Replacements {
  const adam: ReplacementOf<AdamAttributes> = (inputs, attributes, shapes) =>
    onRowMajor(simd, inputs, (operands) => {
      const { learningRate, beta1, beta2, epsilon, weightDecay, step } = attributes;
      const outputs = shapes.map((shape) => simd.result(shape));
      const [pOut, mOut, vOut] = outputs.map((output) => simd.address(output));
      const [p, g, m, v, clip] = operands.map((operand) => simd.address(operand));
      const n = operands[0].size;
      const lines = Math.ceil(n / 16);
      const calls = simd.shares(lines, n * workOfUpdate).map(([from, to]) => {
        const moved = [pOut, mOut, vOut, p, g, m, v].map((at) => at + from * 64);
        const rates = [learningRate, beta1, beta2, epsilon, weightDecay];
        const corrections = [1 - beta1 ** step, 1 - beta2 ** step];
        return [...moved, clip, Math.min(n, to * 16) - from * 16, ...rates, ...corrections];
      });
      simd.run("adam", calls);
      return outputs;
    });

  return { adam };
}

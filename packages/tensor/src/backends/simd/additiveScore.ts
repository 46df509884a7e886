/**
 * @file Additive scores on the SIMD backend, cut among the threads by sentences. The exponentials of
 * the keys are taken once and kept: they serve the scores of every step, and their derivatives.
 */
import type { Tensor } from "../../tensor.js";
import type { Block } from "./heap.js";
import type { PreparedForm } from "./preparedForms.js";
import { onRowMajor, type Replacements, type ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

/** Up to here e^2x is neither infinite nor subnormal (kernels/additiveScore.ts). */
const largestOfExp = 43;

/** What an element of t takes, and of its gradients, in floating-point operations. */
const workOfScore = 12;
const workOfGradient = 20;

const bytes = Float32Array.BYTES_PER_ELEMENT;

/** e^2x of a tensor, and how large |x| gets. */
interface Exponentials extends PreparedForm {
  readonly largest: number;
}

export function additive(simd: SimdBackend): Replacements {
  const exponentials = (x: Tensor): Exponentials => {
    const block = simd.takeRoom(x.size);
    return { block, largest: simd.ask("expTwice", block.address, simd.address(x), x.size) };
  };

  /**
   * Calls `compute` with the addresses of the exponentials of queries and keys, or with their own
   * where exponentials would leave the range of float32.
   */
  const withExponentials = (
    [q, k]: readonly Tensor[],
    compute: (q: number, k: number, ofExp: boolean) => void,
  ): void => {
    const ofKeys = simd.forms.of(k.storage, `e^2x ${k.offset} ${k.size}`, () => exponentials(k));
    const ofQueries = exponentials(q);
    // Not a number is never smaller.
    if (ofKeys.largest <= largestOfExp && ofQueries.largest <= largestOfExp) {
      compute(ofQueries.block.address, ofKeys.block.address, true);
    } else {
      compute(simd.address(q), simd.address(k), false);
    }
    simd.giveRoom(ofQueries.block);
  };

  const additiveScore: ReplacementOf<unknown> = (inputs, _, [shape]) =>
    onRowMajor(simd, inputs, ([q, k, v]) => {
      const out = simd.result(shape);
      const [B, Q, S] = shape;
      const A = v.size;
      withExponentials([q, k], (qAt, kAt, ofExp) => {
        const calls = simd
          .shares(B, workOfScore * B * Q * S * A)
          .map(([from, to]) => [
            simd.address(out) + from * Q * S * bytes,
            qAt + from * Q * A * bytes,
            kAt + from * S * A * bytes,
            simd.address(v),
            ...[to - from, Q, S, A],
          ]);
        simd.run(ofExp ? "additiveScoreOfExp" : "additiveScore", calls);
      });
      return [out];
    });

  const additiveScoreVjp: ReplacementOf<unknown> = (inputs, _, shapes) =>
    onRowMajor(simd, inputs, ([q, k, v, dE]) => {
      const outputs = shapes.map((shape) => simd.result(shape));
      const [dQ, dK, dV] = outputs.map((output) => simd.address(output));
      const [B, Q, S] = dE.shape;
      const A = v.size;
      // Each sentence's part of dV, which are added in one order whatever the threads.
      const parts: Block = simd.takeRoom(B * A);
      withExponentials([q, k], (qAt, kAt, ofExp) => {
        const calls = simd
          .shares(B, workOfGradient * B * Q * S * A)
          .map(([from, to]) => [
            dQ + from * Q * A * bytes,
            dK + from * S * A * bytes,
            parts.address + from * A * bytes,
            qAt + from * Q * A * bytes,
            kAt + from * S * A * bytes,
            simd.address(v),
            simd.address(dE) + from * Q * S * bytes,
            ...[to - from, Q, S, A],
          ]);
        simd.run(ofExp ? "additiveScoreVjpOfExp" : "additiveScoreVjp", calls);
      });
      simd.run("sum", [[dV, parts.address, 1, B, A]]);
      simd.giveRoom(parts);
      return outputs;
    });

  return { additiveScore, additiveScoreVjp };
}

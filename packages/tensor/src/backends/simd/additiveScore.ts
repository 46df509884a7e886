/**
 * @file Additive scores on the SIMD backend, cut among the threads by sentences. Exponentials are taken
 * once and kept: those of the keys serve the scores of every step, and both the derivatives.
 */
import type { Tensor } from "../../tensor.js";
import type { Block } from "./heap.js";
import { onRowMajor, type Replacements, type ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

/** What an element of t takes, and of its gradients, in floating-point operations. */
const workOfScore = 12;
const workOfGradient = 20;

const bytes = Float32Array.BYTES_PER_ELEMENT;

export function additive(simd: SimdBackend): Replacements {
  /** Where a tensor lies from any element on, where e^2x does, and where the largest |x|. */
  const withExponentials = (x: Tensor): ((element: number) => number[]) => {
    const { address } = simd.forms.of(x.storage, `e^2x ${x.offset} ${x.size}`, () => {
      const block = simd.takeRoom(x.size + 1);
      simd.run("expTwice", [[block.address, simd.address(x), x.size]]);
      return block;
    });
    const largest = address + x.size * bytes;
    return (element) => [simd.address(x) + element * bytes, address + element * bytes, largest];
  };

  const additiveScore: ReplacementOf<unknown> = (inputs, _, [shape]) =>
    onRowMajor(simd, inputs, ([q, k, v]) => {
      const out = simd.result(shape);
      const [B, Q, S] = shape;
      const A = v.size;
      const [qs, ks] = [q, k].map(withExponentials);
      const calls = simd
        .shares(B, workOfScore * B * Q * S * A)
        .map(([from, to]) => [
          simd.address(out) + from * Q * S * bytes,
          ...[...qs(from * Q * A), ...ks(from * S * A), simd.address(v)],
          ...[to - from, Q, S, A],
        ]);
      simd.run("additiveScore", calls);
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
      const [qs, ks] = [q, k].map(withExponentials);
      const calls = simd
        .shares(B, workOfGradient * B * Q * S * A)
        .map(([from, to]) => [
          dQ + from * Q * A * bytes,
          dK + from * S * A * bytes,
          parts.address + from * A * bytes,
          ...[...qs(from * Q * A), ...ks(from * S * A), simd.address(v)],
          simd.address(dE) + from * Q * S * bytes,
          ...[to - from, Q, S, A],
        ]);
      simd.run("additiveScoreVjp", calls);
      simd.run("sum", [[dV, parts.address, 1, B, A]]);
      simd.giveRoom(parts);
      return outputs;
    });

  return { additiveScore, additiveScoreVjp };
}

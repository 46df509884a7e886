/**
 * @file The sum of several products on the SIMD backend: one product, whose steps lie in several places
 * and are packed from there.
 */
import { sizeOf } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { workOfReading } from "./matmul.js";
import { multiplyPacked, pack, type Strip } from "./packedProduct.js";
import type { Replacements, ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

export function sumsOfProducts(simd: SimdBackend): Replacements {
  /** A matrix (R, lanes), of whose rows each is a step. */
  const stripOf = (matrix: Tensor): Strip => {
    const [stepStride, laneStride] = matrix.strides;
    return { address: simd.address(matrix), laneStride, steps: matrix.shape[0], stepStride };
  };

  /** Sums of rows, which packing would cost more than they do: each where it lies. */
  const eachAlone = (result: Tensor, lefts: readonly Strip[], rights: readonly Strip[]): void => {
    const N = result.size;
    const K = lefts.reduce((total, { steps }) => total + steps, 0);
    const sums = simd.takeRoom(lefts.length * N);
    const calls = lefts.map((a, i) => {
      const b = rights[i];
      const out = sums.address + i * N * Float32Array.BYTES_PER_ELEMENT;
      const left = [0, 0, a.stepStride];
      const right = [0, b.stepStride, b.laneStride];
      return [out, a.address, b.address, 1, 1, N, a.steps, ...left, ...right];
    });
    simd.runAll("matmulInPlace", calls, workOfReading * N * K);
    simd.run("sum", [[simd.address(result), sums.address, 1, lefts.length, N]]);
    simd.giveRoom(sums);
  };

  const matmulSum: ReplacementOf<unknown> = (factors, _, [shape]) => {
    const result = simd.result(shape);
    if (sizeOf(shape) === 0) return [result];
    const [M, N] = shape;
    const lefts = factors.filter((__, i) => i % 2 === 0).map(stripOf);
    const rights = factors.filter((__, i) => i % 2 === 1).map(stripOf);
    const K = lefts.reduce((total, { steps }) => total + steps, 0);
    if (M === 1 && rights.every(({ laneStride }) => laneStride === 1)) {
      eachAlone(result, lefts, rights);
      return [result];
    }
    const left = pack(simd, "packLeft", M, lefts);
    const right = pack(simd, "packRight", N, rights);
    const out = simd.address(result);
    multiplyPacked(simd, { out, left, right, bias: 0, M, N, K });
    simd.giveRoom(left);
    simd.giveRoom(right);
    return [result];
  };

  return { matmulSum };
}

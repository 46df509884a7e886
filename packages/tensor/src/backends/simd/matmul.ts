/**
 * @file The matrix product on the SIMD backend. Operands are read through their strides; the kernel
 * walks one batch axis, and batch axes that do not fold into one are walked here.
 */
import { broadcastStrides, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { foldTogether } from "./layout.js";
import type { Replacements, ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

export function products(simd: SimdBackend): Replacements {
  const { kernels, scratch } = simd;

  const matmul: ReplacementOf<unknown> = ([a, b], _, [shape]) => {
    const result = simd.result(shape);
    const [M, N] = shape.slice(-2);
    const K = a.shape[a.ndim - 1];
    const [aRow, aColumn] = a.strides.slice(-2);
    const [bRow, bColumn] = b.strides.slice(-2);
    const batch = shape.slice(0, -2);
    const { sizes, strides } = foldTogether(batch, [
      batchStrides(a, batch),
      batchStrides(b, batch),
    ]);
    const count = sizes.pop() ?? 1;
    const [aBatch, bBatch] = strides.map((steps) => steps.pop() ?? 0);

    let out = simd.address(result);
    const multiply = (axis: number, left: number, right: number): void => {
      if (axis === sizes.length) {
        kernels.matmul(
          ...([out, left, right, count, M, N, K, aBatch, aRow, aColumn] as const),
          ...([bBatch, bRow, bColumn, scratch] as const),
        );
        out += 4 * count * M * N;
        return;
      }
      for (let i = 0; i < sizes[axis]; i++) {
        const [aStep, bStep] = strides.map((steps) => 4 * i * steps[axis]);
        multiply(axis + 1, left + aStep, right + bStep);
      }
    };
    multiply(0, simd.address(a), simd.address(b));
    return [result];
  };

  return { matmul };
}

function batchStrides(x: Tensor, batch: Shape): number[] {
  return broadcastStrides(x.shape.slice(0, -2), x.strides.slice(0, -2), batch);
}

/**
 * @file Reductions on the SIMD backend. Reduced axes that lie together are one axis to the kernel,
 * between outer and inner ones: (O, N, I) → (O, I). Others are moved to the end first.
 */
import type { ReduceAttributes } from "../../attributes.js";
import type { DType } from "../../dtype.js";
import { normalizeAxes, sizeOf } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import type { Kernels } from "./kernelModule.js";
import { onRowMajor, type Replacements, type ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

export function reductions(simd: SimdBackend): Replacements {
  const reduction =
    (kernel: keyof Kernels, dtype: DType = "float32"): ReplacementOf<ReduceAttributes> =>
    ([input], { axes }, [shape]) => {
      const { x, first, end } = reducedTogether(input, axes);
      const O = sizeOf(x.shape.slice(0, first));
      const N = sizeOf(x.shape.slice(first, end));
      const I = sizeOf(x.shape.slice(end));
      const outputs = onRowMajor(simd, [x], ([rows]) => {
        const out = simd.result(shape, dtype);
        simd.run(kernel, [[simd.address(out), simd.address(rows), O, N, I]]);
        return [out];
      });
      if (x !== input) x.dispose();
      return outputs;
    };

  const sumSquares: ReplacementOf<unknown> = (inputs) =>
    onRowMajor(simd, inputs, ([x]) => {
      const out = simd.result([]);
      simd.run("sumSquares", [[simd.address(out), simd.address(x), x.size]]);
      return [out];
    });

  return {
    argmax: reduction("argmax", "int32"),
    logSumExp: reduction("logSumExp"),
    max: reduction("max"),
    sum: reduction("sum"),
    sumSquares,
  };
}

/** The tensor, or a view of it, whose reduced axes are those from `first` up to `end`. */
function reducedTogether(
  x: Tensor,
  axes: readonly number[] | undefined,
): { x: Tensor; first: number; end: number } {
  const reduced = normalizeAxes("reduce", axes, x.ndim);
  const first = reduced[0] ?? x.ndim;
  const end = first + reduced.length;
  if (reduced.every((axis, i) => axis === first + i)) return { x, first, end };
  const kept = x.shape.flatMap((_, d) => (reduced.includes(d) ? [] : [d]));
  const order = [...kept, ...reduced];
  const view = x.view(
    order.map((d) => x.shape[d]),
    order.map((d) => x.strides[d]),
  );
  return { x: view, first: kept.length, end: x.ndim };
}

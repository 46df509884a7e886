/**
 * @file Operators that only move elements, on the SIMD backend: copies into row-major order, joins
 * and padding. Each operand of a join is copied once, into its slice of the result.
 */
import type { AxisAttributes } from "../../attributes.js";
import type { PadAttributes } from "../../ops/joins.js";
import { bytesOf } from "../../dtype.js";
import { normalizeAxis, rowMajorStrides } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import type { Placed } from "./layout.js";
import type { Replacements, ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";
import { copyAll, rowMajorCopy } from "./walking.js";

export function movement(simd: SimdBackend): Replacements {
  /** The slice of a row-major result that begins at `start` on an axis. */
  const slice = (out: Tensor, axis: number, start: number): Placed => {
    const offset = start * out.strides[axis] * bytesOf(out.dtype);
    return { address: simd.address(out) + offset, strides: out.strides };
  };

  const contiguous: ReplacementOf<unknown> = ([x]) => [
    x.isRowMajor ? x.view(x.shape, x.strides) : rowMajorCopy(simd, x),
  ];

  const reshape: ReplacementOf<unknown> = ([x], _, [shape]) => {
    if (x.isRowMajor) return [x.view(shape, rowMajorStrides(shape))];
    const out = simd.result(shape, x.dtype);
    copyAll(simd, [[{ address: simd.address(out), strides: rowMajorStrides(x.shape) }, x]]);
    return [out];
  };

  const concat: ReplacementOf<AxisAttributes> = (xs, { axis }, [shape]) => {
    const at = normalizeAxis("concat", axis, shape.length);
    const out = simd.result(shape, xs[0].dtype);
    let start = 0;
    const copies = xs.map((x) => {
      const target = slice(out, at, start);
      start += x.shape[at];
      return [target, x] as const;
    });
    copyAll(simd, copies);
    return [out];
  };

  const stack: ReplacementOf<AxisAttributes> = (xs, { axis }, [shape]) => {
    const at = normalizeAxis("stack", axis, shape.length);
    const out = simd.result(shape, xs[0].dtype);
    const strides = out.strides.filter((_, d) => d !== at);
    const distance = out.strides[at] * bytesOf(out.dtype);
    copyAll(
      simd,
      xs.map((x, i) => [{ address: simd.address(out) + i * distance, strides }, x]),
    );
    return [out];
  };

  const pad: ReplacementOf<PadAttributes> = ([x], { axis, before, value = 0 }, [shape]) => {
    const out = simd.result(shape, x.dtype);
    simd.elements(out).fill(value);
    copyAll(simd, [[slice(out, normalizeAxis("pad", axis, shape.length), before), x]]);
    return [out];
  };

  return { contiguous, reshape, concat, stack, pad };
}

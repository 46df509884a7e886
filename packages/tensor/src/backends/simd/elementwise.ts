/**
 * @file Elementwise operators on the SIMD backend: of one operand over a run of elements, of
 * several along their broadcast layout.
 */
import type { ClampAttributes } from "../../ops/comparison.js";
import type { MaskBitsAttributes } from "../../ops/dropout.js";
import type { Tensor } from "../../tensor.js";
import { layoutAddress } from "./layout.js";
import { onRowMajor, type Replacements, type ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";

type UnaryKernel = (out: number, x: number, n: number) => void;
type BinaryKernel = (out: number, a: number, b: number, layout: number) => void;

export function elementwise(simd: SimdBackend): Replacements {
  const { kernels } = simd;

  /** f(x) for a kernel that reads and writes front to back, and may do so in place. */
  const mapped = (x: Tensor, kernel: UnaryKernel): Tensor[] => {
    if (!x.isRowMajor) {
      const out = simd.copy(x);
      kernel(simd.address(out), simd.address(out), out.size);
      return [out];
    }
    const out = simd.result(x.shape);
    kernel(simd.address(out), simd.address(x), out.size);
    return [out];
  };

  const unary =
    (kernel: UnaryKernel): ReplacementOf<unknown> =>
    ([x]) =>
      mapped(x, kernel);

  const binary =
    (kernel: BinaryKernel): ReplacementOf<unknown> =>
    (inputs, _, [shape]) => {
      const result = simd.result(shape);
      simd.walk(result, inputs, ([out, a, b]) => kernel(out, a, b, layoutAddress));
      return [result];
    };

  const clamp: ReplacementOf<ClampAttributes> = ([input], { low, high }) =>
    mapped(input, (out, x, n) => kernels.clamp(out, x, n, low, high));

  const where: ReplacementOf<unknown> = (inputs, _, [shape]) => {
    const result = simd.result(shape);
    simd.walk(result, inputs, ([out, mask, a, b]) => {
      kernels.where(out, mask, a, b, layoutAddress);
    });
    return [result];
  };

  const maskBits: ReplacementOf<MaskBitsAttributes> = ([input, words], { scale }) =>
    onRowMajor(simd, [words], ([bits]) =>
      mapped(input, (out, x, n) => kernels.maskBits(out, x, simd.address(bits), n, scale)),
    );

  return {
    abs: unary(kernels.abs),
    exp: unary(kernels.exp),
    log: unary(kernels.log),
    neg: unary(kernels.neg),
    relu: unary(kernels.relu),
    sigmoid: unary(kernels.sigmoid),
    sign: unary(kernels.sign),
    softplus: unary(kernels.softplus),
    sqrt: unary(kernels.sqrt),
    square: unary(kernels.square),
    tanh: unary(kernels.tanh),
    clamp,
    maskBits,
    add: binary(kernels.add),
    div: binary(kernels.div),
    equal: binary(kernels.equal),
    greater: binary(kernels.greater),
    maximum: binary(kernels.maximum),
    minimum: binary(kernels.minimum),
    mul: binary(kernels.mul),
    pow: binary(kernels.pow),
    sub: binary(kernels.sub),
    where,
  };
}

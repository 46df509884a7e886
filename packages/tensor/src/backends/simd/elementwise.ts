/**
 * @file Elementwise operators on the SIMD backend: of one operand over a run of elements, of
 * several along their broadcast layout.
 */
import type { ClampAttributes } from "../../ops/comparison.js";
import type { MaskBitsAttributes } from "../../ops/dropout.js";
import type { Tensor } from "../../tensor.js";
import type { Kernels } from "./kernelModule.js";
import { onRowMajor, type Replacements, type ReplacementOf } from "./replacement.js";
import type { SimdBackend } from "./simdBackend.js";
import { rowMajorCopy, walk } from "./walking.js";

/** What an elementary function of an element takes, in floating-point operations of a product. */
const workOfFunction = 20;

const bytes = Float32Array.BYTES_PER_ELEMENT;

export function elementwise(simd: SimdBackend): Replacements {
  /** f(x), where `compute` reads n elements front to back, writes as many, and may do so in place. */
  const mapped = (x: Tensor, compute: (out: number, x: number, n: number) => void): Tensor[] => {
    const copied = !x.isRowMajor;
    const out = copied ? rowMajorCopy(simd, x) : simd.result(x.shape);
    compute(simd.address(out), simd.address(copied ? out : x), out.size);
    return [out];
  };

  const unary =
    (kernel: keyof Kernels): ReplacementOf<unknown> =>
    ([input]) =>
      mapped(input, (out, x, n) => {
        const lines = Math.ceil(n / 16);
        const calls = simd.shares(lines, n * workOfFunction).map(([from, to]) => {
          const first = from * 16;
          return [out + first * bytes, x + first * bytes, Math.min(n, to * 16) - first];
        });
        simd.run(kernel, calls);
      });

  const walking =
    (kernel: keyof Kernels): ReplacementOf<unknown> =>
    (inputs, _, [shape]) => {
      const result = simd.result(shape);
      walk(simd, kernel, result, inputs);
      return [result];
    };

  const clamp: ReplacementOf<ClampAttributes> = ([input], { low, high }) =>
    mapped(input, (out, x, n) => simd.run("clamp", [[out, x, n, low, high]]));

  const maskBits: ReplacementOf<MaskBitsAttributes> = ([input, words], { scale }) =>
    onRowMajor(simd, [words], ([bits]) =>
      mapped(input, (out, x, n) => simd.run("maskBits", [[out, x, simd.address(bits), n, scale]])),
    );

  return {
    abs: unary("abs"),
    exp: unary("exp"),
    log: unary("log"),
    neg: unary("neg"),
    relu: unary("relu"),
    sigmoid: unary("sigmoid"),
    sign: unary("sign"),
    softplus: unary("softplus"),
    sqrt: unary("sqrt"),
    square: unary("square"),
    tanh: unary("tanh"),
    clamp,
    maskBits,
    add: walking("add"),
    div: walking("div"),
    equal: walking("equal"),
    greater: walking("greater"),
    maximum: walking("maximum"),
    minimum: walking("minimum"),
    mul: walking("mul"),
    pow: walking("pow"),
    sub: walking("sub"),
    where: walking("where"),
  };
}

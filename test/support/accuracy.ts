/**
 * @file How far off a device's arithmetic may be, in units of ε = 2⁻²⁴, half the last place of a
 * float32. Host code rounds correctly, a GPU need not. What WGSL asks of one (W3C, "WebGPU Shading
 * Language", section "Accuracy of Concrete Floating Point Expressions"), in units in the last place,
 * of 2ε each:
 *
 *   x + y, x − y, x · y   rounded up or down, as the device likes: 1 ULP
 *   x / y                 2.5 ULP
 *   sqrt x                as 1 / inverseSqrt(x): 2 ULP, and the division's 2.5
 *   exp x                 3 + 2|x| ULP
 *   log x                 2⁻²¹ for x in [0.5, 2], else 3 ULP
 *   tanh x                10⁻⁵, or as sinh x / cosh x if that is worse: it is, at ±20, where 2 · 43 ULP
 *                         of the exponentials and the division's 2.5 make 1.06 · 10⁻⁵
 *   x^y                   as exp2(y · log2 x)
 *
 * GLSL ES 3.20 (§4.7.1, "Range and Precision") promises the same, but for tanh, of which it says
 * nothing; the older GLSL of WebGL promises nothing at all, and is held to it, too. No GPU has to know
 * NaN, infinities, or numbers below 2⁻¹²⁶.
 */

/** Functions of `Math` that a device may compute in its own way. */
export type RoundedFunction = "sqrt" | "exp" | "log" | "tanh" | "pow";

export interface Accuracy {
  /** How far one operation may be off, relative to its result. */
  readonly operation: number;
  /** How far functions may be off that are less accurate: by argument, true result, exponent. */
  readonly functions: Partial<
    Readonly<Record<RoundedFunction, (x: number, y: number, exponent: number) => number>>
  >;
}

/** To the nearest number. */
export const correctlyRounded: Accuracy = { operation: 1, functions: {} };

const ulp = 2;
const epsilon = 2 ** -24;

const exp = (x: number, y: number) => (3 + 2 * Math.abs(x)) * ulp * y;

const log = (x: number, y: number) =>
  x >= 0.5 && x <= 2 ? 2 ** -21 / epsilon : 3 * ulp * Math.abs(y);

export const promisedByWgsl: Accuracy = {
  operation: 2.5 * ulp,
  functions: {
    sqrt: (_x, y) => (2 + 2.5) * ulp * y,
    exp,
    log,
    tanh: () => 1.06e-5 / epsilon,
    // An exponent that is off by δ makes a power of two off by a factor of 1 + δ log 2.
    pow(x, y, exponent) {
      const log2 = Math.log2(x);
      const product = exponent * log2;
      const off = Math.abs(exponent) * log(x, log2) + ulp * Math.abs(product);
      return Math.LN2 * off * y + exp(product, y);
    },
  },
};

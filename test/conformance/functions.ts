/**
 * @file The elementary functions that every model rests on, what they truly are, and arguments that
 * lie densely among the float32 numbers: as many between 2⁻²⁰ and 2⁻¹⁹ as between 1 and 2.
 */
import { ops, type Tensor } from "@heed/tensor";

export interface Elementary {
  readonly name: string;
  /** Where its arguments lie, for readers. */
  readonly domain: string;
  readonly compute: (...arguments_: Tensor[]) => Tensor;
  /** In float64, to far less than a float32 rounding. */
  readonly exact: (x: number, y: number) => number;
  readonly arguments: readonly Range[];
}

/** Sizes from `low` to `high`, and whether negative ones as well. */
interface Range {
  readonly low: number;
  readonly high: number;
  readonly signed: boolean;
}

/** From here on, 1 ± x and the like differ from 1 by no more than a rounding. */
const tiny = 2 ** -30;

/** The smallest number that a GPU has to know, and the largest. */
const smallest = 2 ** -126;
const largest = (2 - 2 ** -23) * 2 ** 127;

const positive: Range = { low: smallest, high: largest, signed: false };

/** Results stay between 2⁻¹²⁶ and 2¹²⁸. */
const factor: Range = { low: 2 ** -62, high: 2 ** 62, signed: true };

export const elementary: readonly Elementary[] = [
  {
    name: "exp",
    domain: "2⁻³⁰ ≤ |x| ≤ 87",
    compute: (x) => ops.exp(x),
    exact: Math.exp,
    arguments: [{ low: tiny, high: 87, signed: true }],
  },
  {
    name: "log",
    domain: "2⁻¹²⁶ ≤ x < 2¹²⁸",
    compute: (x) => ops.log(x),
    exact: Math.log,
    arguments: [positive],
  },
  {
    name: "tanh",
    domain: "2⁻³⁰ ≤ |x| ≤ 128",
    compute: (x) => ops.tanh(x),
    exact: Math.tanh,
    arguments: [{ low: tiny, high: 128, signed: true }],
  },
  {
    name: "sigmoid",
    domain: "2⁻³⁰ ≤ |x| ≤ 87",
    compute: (x) => ops.sigmoid(x),
    exact: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
    arguments: [{ low: tiny, high: 87, signed: true }],
  },
  {
    name: "softplus",
    domain: "2⁻³⁰ ≤ |x| ≤ 87",
    compute: (x) => ops.softplus(x),
    exact: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    arguments: [{ low: tiny, high: 87, signed: true }],
  },
  {
    name: "sqrt",
    domain: "2⁻¹²⁶ ≤ x < 2¹²⁸",
    compute: (x) => ops.sqrt(x),
    exact: Math.sqrt,
    arguments: [positive],
  },
  {
    name: "division",
    domain: "2⁻⁶² ≤ |x|, |y| ≤ 2⁶²",
    compute: (x, y) => ops.div(x, y),
    exact: (x, y) => x / y,
    arguments: [factor, factor],
  },
  {
    name: "pow",
    domain: "2⁻⁶ ≤ x ≤ 2⁶, 2⁻⁶ ≤ |y| ≤ 16",
    compute: (x, y) => ops.pow(x, y),
    exact: Math.pow,
    arguments: [
      { low: 2 ** -6, high: 2 ** 6, signed: false },
      { low: 2 ** -6, high: 16, signed: true },
    ],
  },
];

/** (√5 − 1)/2 and (√2 − 1): multiples of the two fill a square evenly (a Kronecker sequence). */
const steps = [0.6180339887498949, 0.41421356237309503];

/** `count` numbers for each argument, evenly among the float32 numbers of its range. */
export function argumentsOf({ arguments: ranges }: Elementary, count: number): Float32Array[] {
  return ranges.map(({ low, high, signed }, k) => {
    const bits = new Uint32Array(count);
    const [first, last] = new Uint32Array(new Float32Array([low, high]).buffer);
    const span = last - first + 1;
    for (let i = 0; i < count; i++) {
      const place = (i * steps[k]) % 1;
      const isNegative = signed && place >= 0.5;
      const within = signed ? (2 * place) % 1 : place;
      bits[i] = first + Math.floor(within * span) + (isNegative ? 0x80000000 : 0);
    }
    return new Float32Array(bits.buffer);
  });
}

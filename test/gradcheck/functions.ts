/**
 * @file Ten functions with derivatives of their own, right ones and wrong ones: what a gradient
 * checker is tried on. torch_gradcheck.py has the same in PyTorch.
 */
import {
  callable,
  defineOp,
  ops,
  tensor,
  type NoAttributes,
  type Operand,
  type Operator,
  type Shape,
  type Tensor,
} from "@heed/tensor";

/** A function of a case's inputs, by their names in cases.json. */
export type Tried = (inputs: Readonly<Record<string, Operand>>) => Operand;

/** By the name of its rule: `right`, or what is wrong with it. */
type Rules = Readonly<Record<string, Tried>>;

interface Definition {
  readonly name: string;
  readonly forward: (...inputs: Tensor[]) => Operand;
  /** The gradients by the inputs. */
  readonly rule: (cotangent: Operand, ...inputs: Operand[]) => Operand | Operand[];
  /** The shape of the result: that of the first input unless said. */
  readonly shape?: (x: Shape) => Shape;
}

/** A function with a derivative of its own. */
function ruled({ name, forward, rule, shape = (x) => x }: Definition) {
  const operator: Operator<"many", NoAttributes, "one"> = defineOp({
    name,
    about: "A function whose derivative is tried.",
    formula: "y = f(x)",
    derivative: "what is tried",
    operands: ["x", "b"],
    arity: "many",
    returns: "one",
    keeps: "inputs",
    shapes: ([x]) => [shape(x)],
    forward: (_launch, inputs) => forward(...inputs).value,
    vjp: ({ cotangent, inputs }) => [rule(cotangent, ...inputs)].flat(),
    sample: () => ({ inputs: [] }),
  });
  const call = callable(operator);
  return (...inputs: Operand[]): Operand => call(inputs);
}

/** A function of numbers and their places, of each element. */
function map(x: Operand, f: (x: number, i: number) => number): Tensor {
  const { backend, dtype, shape } = x.value;
  return tensor(x.value.dataSync().map(f), { backend, dtype, shape });
}

const c = Math.sqrt(2 / Math.PI);
const k = 0.044715;

/** A network of two layers, w and v, with GELU between: Hendrycks & Gimpel 2016, by tanh. */
function gelu(factor: number, cube: number): Tried {
  const t = (x: Operand) => ops.tanh(ops.mul(c, ops.add(x, ops.mul(k, ops.mul(x, ops.square(x))))));
  const activate = ruled({
    name: "gelu",
    forward: (x) => ops.mul(ops.mul(0.5, x), ops.add(1, t(x))),
    rule: (dY, x) => {
      const inner = ops.mul(factor, ops.add(1, ops.mul(cube, ops.square(x))));
      const bend = ops.mul(ops.mul(0.5, x), ops.sub(1, ops.square(t(x))));
      return ops.mul(dY, ops.add(ops.mul(0.5, ops.add(1, t(x))), ops.mul(bend, inner)));
    },
  });
  return ({ x, w, v }) => ops.matmul(activate(ops.matmul(x, w)), v);
}

/** x, or x / 10 where it is negative. */
function leakyRelu(below: number, at: number): Tried {
  const f = ruled({
    name: "leakyRelu",
    forward: (x) => map(x, (x) => (x > 0 ? x : 0.1 * x)),
    rule: (dY, x) =>
      ops.mul(
        dY,
        map(x, (x) => (x > 0 ? 1 : x < 0 ? below : at)),
      ),
  });
  return ({ x }) => f(x);
}

/** x σ(x), whose rule is a function with a rule of its own, in which `count` is 2. */
function swish(count: number): Tried {
  const slope = (x: Operand, s: Operand) => ops.mul(s, ops.add(1, ops.mul(x, ops.sub(1, s))));
  const swishVjp = ruled({
    name: "swishVjp",
    forward: (dY, x) => ops.mul(dY, slope(x, ops.sigmoid(x))),
    rule: (cotangent, dY, x) => {
      const s = ops.sigmoid(x);
      const inner = ops.add(count, ops.mul(x, ops.sub(1, ops.mul(2, s))));
      const bend = ops.mul(ops.mul(s, ops.sub(1, s)), inner);
      return [ops.mul(cotangent, slope(x, s)), ops.mul(ops.mul(cotangent, dY), bend)];
    },
  });
  const f = ruled({
    name: "swish",
    forward: (x) => ops.mul(x, ops.sigmoid(x)),
    rule: (dY, x) => swishVjp(dY, x),
  });
  return ({ x }) => f(x);
}

/** E[x²] − E[x]² of each row, divided by n less `less` in the rule. */
function variance(less: number): Tried {
  const f = ruled({
    name: "variance",
    shape: ([N]) => [N],
    forward: (x) => {
      const mean = ops.mean(x, { axes: [1] });
      return ops.sub(ops.mean(ops.square(x), { axes: [1] }), ops.square(mean));
    },
    rule: (dY, x) => {
      const centred = ops.sub(x, ops.mean(x, { axes: [1], keepDims: true }));
      return ops.mul(ops.unsqueeze(dY, { axis: 1 }), ops.mul(centred, 2 / (x.shape[1] - less)));
    },
  });
  return ({ x }) => f(x);
}

/** tanh x, times 10⁻⁸. */
function faint(sign: number): Tried {
  const f = ruled({
    name: "faint",
    forward: (x) => ops.mul(1e-8, ops.tanh(x)),
    rule: (dY, x) => ops.mul(dY, ops.mul(sign * 1e-8, ops.sub(1, ops.square(ops.tanh(x))))),
  });
  return ({ x }) => f(x);
}

/** x ln x, whose derivative is ln x + 1. */
function entropy(one: number): Tried {
  const f = ruled({
    name: "entropy",
    forward: (x) => ops.mul(x, ops.log(x)),
    rule: (dY, x) => ops.mul(dY, ops.add(ops.log(x), one)),
  });
  return ({ x }) => f(x);
}

/** sin x, computed in float32. */
function sin32(factor: number): Tried {
  const f = ruled({
    name: "sin32",
    forward: (x) => map(x, (x) => Math.fround(Math.sin(Math.fround(x)))),
    rule: (dY, x) =>
      ops.mul(
        dY,
        map(x, (x) => factor * Math.cos(x)),
      ),
  });
  return ({ x }) => f(x);
}

/** Rows, and one row added to each. */
function addBias(reduce: typeof ops.sum): Tried {
  const f = ruled({
    name: "addBias",
    forward: (x, bias) => ops.add(x, bias),
    rule: (dY) => [dY, reduce(dY, { axes: [0] })],
  });
  return ({ x, bias }) => f(x, bias);
}

/** The sum of squares of each row, whose derivative is 2 dY x. */
function energy(twice: (dY: Operand) => Operand): Tried {
  const f = ruled({
    name: "energy",
    shape: ([N]) => [N],
    forward: (x) => ops.sum(ops.square(x), { axes: [1] }),
    rule: (dY, x) => ops.mul(ops.unsqueeze(twice(dY), { axis: 1 }), x),
  });
  return ({ x }) => f(x);
}

/** 2 dY, and a little more each time. */
function noisyTwice(): (dY: Operand) => Operand {
  let calls = 0;
  return (dY) => ops.mul(2 * (1 + 1e-9 * (++calls % 7)), dY);
}

/** The sum over all elements of sin x, whose derivative is `factor` off in one of them. */
function sumOfSines(factor: number): Tried {
  const f = ruled({
    name: "sumOfSines",
    shape: () => [],
    forward: (x) => ops.sum(map(x, (x) => Math.sin(x))),
    rule: (dY, x) => {
      const spot = 37 * x.shape[1] + 59;
      const slopes = map(x, (x, i) => (i === spot ? factor : 1) * Math.cos(x));
      return ops.mul(dY, slopes);
    },
  });
  return ({ x }) => f(x);
}

/** Every function with every rule. */
export const functions: Readonly<Record<string, Rules>> = {
  gelu: { right: gelu(c, 3 * k), short: gelu(c, 0), rounded: gelu(0.7978, 3 * k) },
  leakyRelu: { right: leakyRelu(0.1, 0.1), flat: leakyRelu(0, 0), wild: leakyRelu(0.1, 7) },
  swish: { right: swish(2), short: swish(1) },
  variance: { right: variance(0), sample: variance(1) },
  faint: { right: faint(1), turned: faint(-1) },
  entropy: { right: entropy(1), short: entropy(0) },
  sin32: { right: sin32(1), scaled: sin32(0.99) },
  addBias: { right: addBias(ops.sum), mean: addBias(ops.mean) },
  energy: {
    right: energy((dY) => ops.mul(2, dY)),
    half: energy((dY) => dY),
    noisy: energy(noisyTwice()),
    clipped: energy((dY) => ops.mul(2, ops.clamp(dY, { low: -1, high: 1 }))),
  },
  sumOfSines: { right: sumOfSines(1), spotted: sumOfSines(0.99) },
};

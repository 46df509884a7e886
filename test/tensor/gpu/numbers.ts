/**
 * @file Numbers: float32 at its ends, NaN, masks, and integers held in float32.
 *
 * GPU modes promise infinities (a mask is −Infinity), not NaN: their compilers may assume that there
 * is none. Host modes do as the reference backend does.
 */
import {
  full,
  ops,
  reference,
  tensor,
  type Backend,
  type Cells,
  type KernelThis,
  type Tensor,
} from "@heed/tensor";
import { cellsOf, copyCells, elementsOf, launch } from "./launch.js";
import { hostModes, messageOf, numbersOf, type Trap } from "./trap.js";

const { fround } = Math;

/** Integers are held below this: float32 counts in ones up to it. */
const largest = 2 ** 24 - 1;

/** What functions make of numbers at the ends of float32. */
async function atTheEnds(backend: Backend): Promise<number[][]> {
  const x = tensor([NaN, Infinity, -Infinity, 0, -0, 200, -200], { backend });
  const { relu, tanh, sigmoid, softplus, exp, log, sqrt, sign, abs, clamp } = ops;
  const unary = [relu, tanh, sigmoid, softplus, exp, log, sqrt, sign, abs].map((op) => op(x));
  const a = ops.unsqueeze(x, { axis: 1 });
  const { maximum, minimum, greater, equal, div, pow } = ops;
  const binary = [maximum, minimum, greater, equal, div, pow].map((op) => op(a, x));
  const held = clamp(x, { low: -2, high: 2 });
  return Promise.all([...unary, ...binary, held].map(numbersOf));
}

/** To one digit after the point, without −0: GPUs promise few more. */
async function roundedNumbersOf(x: Tensor): Promise<number[]> {
  return (await numbersOf(x)).map((value) => Math.round(value * 10) / 10 + 0);
}

/** Operands of the operators that have tanh inside, such that each of `far` is what it is taken of. */
function farOut(backend: Backend, far: readonly number[]) {
  const B = far.length;
  // Other gates are as open or as shut as they can be.
  const [open, shut] = [50, -50];
  const gates = (each: (g: number) => number[]) => tensor(far.map(each), { backend });
  const nothing = (gates: number) => full([B, gates], 0, { backend });
  const keys = tensor(far, { backend, shape: [1, B, 1] });
  const cell = gates((g) => [100 * Math.sign(g)]);
  return {
    /** Of one query and B keys. */
    scores: [full([1, 1, 1], 0, { backend }), keys, full([1], 1, { backend })],
    lstm: [gates((g) => [open, open, g, open]), nothing(4), cell],
    gru: [gates((n) => [open, shut, n]), nothing(3), nothing(1)],
  } as const;
}

/** Factors whose products need rounding. */
const K = 500;
const left = Float32Array.from({ length: K }, (_, k) => Math.sin(k));
const right = Float32Array.from({ length: K }, (_, k) => Math.exp(Math.cos(3 * k)));

function dot(this: KernelThis, a: Cells, b: Cells): number {
  let total = 0;
  for (let k = 0; k < this.constants.K; k++) {
    total += a[k] * b[k];
  }
  return total;
}

const inFloat64 = left.reduce((total, x, k) => total + x * right[k], 0);

export const numbers: readonly Trap[] = [
  {
    title: "tanh is ±1 far out, alone and in every operator that has it inside",
    run: async (open) => {
      const backend = await open();
      const far = [200, -200, 1e30, -1e30, 44.5, -44.5];
      const x = tensor(far, { backend });
      const { scores, lstm, gru } = farOut(backend, far);
      const got = [
        ops.tanh(x),
        ops.additiveScore(...scores),
        ...ops.lstmGates(...lstm),
        ops.gruGates(...gru),
      ];
      const signs = far.map(Math.sign);
      const want = [signs, signs, signs, signs.map((sign) => 101 * sign), signs];
      return { got: await Promise.all(got.map(roundedNumbersOf)), want };
    },
  },
  {
    title: "the derivative of tanh is 0 far out, in every operator that has it inside",
    run: async (open) => {
      const backend = await open();
      const far = [200, -200, 1e30, -1e30, 44.5, -44.5];
      const { scores, lstm, gru } = farOut(backend, far);
      const ones = full([far.length, 1], 1, { backend });
      const [dQuery, dKeys] = ops.additiveScoreVjp(...scores, full([1, 1, 6], 1, { backend }));
      const [dLstm] = ops.lstmGatesVjp(...lstm, ones, full([far.length, 1], 0, { backend }));
      const [dGru] = ops.gruGatesVjp(...gru, ones);
      const got = [dQuery, dKeys, dLstm, dGru].map(roundedNumbersOf);
      const want = [
        [0],
        ...[1, 4, 3].map((gates) => far.flatMap(() => Array<number>(gates).fill(0))),
      ];
      return { got: await Promise.all(got), want };
    },
  },
  {
    title: "masked scores weigh 0, and rows masked everywhere give 0 and −Infinity, not NaN",
    run: async (open) => {
      const masked = Array<number>(3).fill(-Infinity);
      const scores = tensor([[-Infinity, 0, -Infinity], masked], { backend: await open() });
      const got = [ops.softmax(scores), ops.logSumExp(scores, { axes: [1] })];
      const want = [
        [0, 1, 0, 0, 0, 0],
        [0, -Infinity],
      ];
      return { got: await Promise.all(got.map(roundedNumbersOf)), want };
    },
  },
  {
    title: "infinities go through kernels, as elements and as numbers",
    run: async (open) => {
      function larger(this: KernelThis, x: Cells, least: number): number {
        return Math.max(x[this.thread.x], least);
      }
      const gpu = await open();
      const x = [Infinity, -Infinity, 3];
      const bounds = [-Infinity, 0, Infinity];
      const got = bounds.map((bound) => cellsOf(gpu, larger, { grid: [3] }, x, bound));
      const want = bounds.map((bound) => x.map((value) => Math.max(value, bound)));
      return { got: await Promise.all(got), want };
    },
  },
  {
    title: "NaN, infinities and zeros go through functions as on the reference backend",
    modes: hostModes,
    run: async (open) => ({
      got: await atTheEnds(await open()),
      want: await atTheEnds(reference),
    }),
  },
  {
    title: "sums are those of float32, one rounding a step",
    modes: ["webasm"],
    run: async (open) => ({
      got: await cellsOf(await open(), dot, { grid: [1], constants: { K } }, left, right),
      want: [left.reduce((total, x, k) => fround(total + fround(x * right[k])), 0)],
    }),
  },
  {
    title: "sums are those of float64, with one rounding at the end",
    modes: ["cpu"],
    run: async (open) => ({
      got: await cellsOf(await open(), dot, { grid: [1], constants: { K } }, left, right),
      want: [fround(inFloat64)],
    }),
  },
  {
    title: "sums are within the bound of float32, whatever the order of their roundings",
    run: async (open) => {
      const over = { grid: [1], constants: { K } };
      const [sum] = await cellsOf(await open(), dot, over, left, right);
      const magnitude = left.reduce((total, x, k) => total + Math.abs(x * right[k]), 0);
      // Higham 2002, Eq. 3.5: each term is rounded at most K times.
      const bound = K * 2 ** -24 * magnitude;
      return { got: Math.abs(sum - inFloat64) <= bound, want: true };
    },
  },
  {
    title: "constants and places in the grid are integers, exact where float32 is not",
    run: async (open) => {
      function past(this: KernelThis): number {
        return this.constants.far + this.thread.x - this.constants.near;
      }
      const constants = { far: 2 ** 24 + 1, near: 2 ** 24 };
      const got = await cellsOf(await open(), past, { grid: [5], constants });
      return { got, want: [1, 2, 3, 4, 5] };
    },
  },
  {
    title: "constants that are no integers are refused",
    run: async (open) => {
      const gpu = await open();
      const refused = [0.5, NaN, Infinity].map((k) =>
        messageOf(() => cellsOf(gpu, copyCells, { grid: [1], constants: { k } }, [1])),
      );
      const want = ["0.5", "null", "null"].map(
        (k) => `test: constants must be integers; got {"k":${k}}`,
      );
      return { got: await Promise.all(refused), want };
    },
  },
  {
    title: "int32 elements keep their values through kernels",
    run: async (open) => {
      const integers = [0, -1, largest, -largest];
      const x = tensor(integers, { backend: await open(), dtype: "int32" });
      const flipped = ops.contiguous(ops.flip(x, { axes: [0] }));
      return { got: await numbersOf(flipped), want: [...integers].reverse() };
    },
  },
  {
    title: "int32 elements that float32 would round are refused, given or computed",
    run: async (open) => {
      const backend = await open();
      const place = { backend, dtype: "int32" } as const;
      const x = tensor([1], place);
      const got: string[] = [];
      for (const coarse of [largest + 1, -largest - 1, largest + 2]) {
        got.push(await messageOf(() => tensor([coarse], place)));
        const pad = { axis: 0, before: 1, after: 0, value: coarse };
        got.push(await messageOf(() => ops.pad(x, pad)));
      }
      function nextUp(this: KernelThis, value: Cells): number {
        return value[this.thread.x] + 1;
      }
      const next = launch(backend, nextUp, { grid: [1], dtype: "int32" }, [largest]);
      got.push(await messageOf(() => elementsOf(next)));
      const rule = "on the gpu backend int32 elements must lie between −2^24 and 2^24";
      const refusals = [2 ** 24, -(2 ** 24), 2 ** 24 + 1].flatMap((coarse) =>
        ["gpu", "pad"].map((where) => `${where}: ${rule}; got ${String(coarse)}`),
      );
      return { got, want: [...refusals, `${backend.name}: ${rule}; got ${String(2 ** 24)}`] };
    },
  },
  {
    title: "an int32 result is cut to an integer where it is read",
    run: async (open) => {
      function half(this: KernelThis, x: Cells): number {
        return x[this.thread.x] / 2;
      }
      const over = { grid: [3], dtype: "int32" } as const;
      return { got: await cellsOf(await open(), half, over, [4, 5, -5]), want: [2, 2, -2] };
    },
  },
  {
    title: "float64 is refused",
    run: async (open) => {
      const backend = await open();
      const ids = tensor([0], { backend, dtype: "int32" });
      const got = [
        await messageOf(() => tensor([1], { backend, dtype: "float64" })),
        await messageOf(() => ops.oneHot(ids, { classes: 2, dtype: "float64" })),
      ];
      const refused = "gpu: elements must be float32 or int32; got float64";
      return { got, want: [refused, refused] };
    },
  },
];
